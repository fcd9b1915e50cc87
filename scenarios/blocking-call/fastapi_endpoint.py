import time

import anyio
import httpx
from fastapi import FastAPI

app = FastAPI()


@app.get("/beat")
async def beat():
    return "beat"


@app.get("/parse")
async def parse():
    time.sleep(3)  # stops every request; a plain `def` would run in a thread
    return "parsed"


async def visit(client, after, path):
    await anyio.sleep(after)
    response = await client.get(path)
    print(response.json())


async def main():
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        async with anyio.create_task_group() as group:
            group.start_soon(visit, client, 0, "/parse", name="parse")
            for second in range(1, 5):
                group.start_soon(visit, client, second, "/beat", name=f"beat {second}")


anyio.run(main)
