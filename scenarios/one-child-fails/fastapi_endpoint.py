import anyio
import httpx
from fastapi import FastAPI

FAIL_AT = 2.0  # knob: 0..5 step 0.5
app = FastAPI()


async def worker(name, seconds):
    try:
        await anyio.sleep(seconds)
        if name == "B":
            raise ValueError("B broke")
        print(name, "finished its work")
    finally:
        print(name, "cleaned up")


@app.get("/work")
async def work():
    async with anyio.create_task_group() as group:
        for name, seconds in [("A", 1), ("B", FAIL_AT), ("C", 3), ("D", 5)]:
            group.start_soon(worker, name, seconds, name=name)


async def main():
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        try:
            await client.get("/work")
        except* ValueError as errors:
            print("main: heard of", errors.exceptions)


anyio.run(main)
