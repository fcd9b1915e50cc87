import anyio
import httpx
from fastapi import BackgroundTasks, FastAPI

UPLOAD_TAKES = 3.0  # knob: 0.5..4 step 0.5
app = FastAPI()


async def upload(name):
    print("uploading", name)
    await anyio.sleep(UPLOAD_TAKES)
    print("uploaded", name)


@app.post("/changed/{name}")  # the callback is a request
async def changed(name: str, background: BackgroundTasks):
    background.add_task(upload, name)


async def watch(client):
    await anyio.sleep(1)
    await client.post("/changed/notes.txt")


async def main():
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        async with anyio.create_task_group() as group:
            group.start_soon(watch, client, name="watch")
            await anyio.sleep(2)
    print("main: bye")


anyio.run(main)
