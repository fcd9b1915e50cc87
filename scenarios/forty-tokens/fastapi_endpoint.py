import time

import anyio
import httpx
from fastapi import FastAPI

VISITORS = 41  # knob: 1..81 step 10
app = FastAPI()


@app.get("/report")
def report():  # not async: FastAPI runs it in a thread
    time.sleep(1)
    return "report"


async def visit(client, number):
    await client.get("/report")
    print("visitor", number, "has it after", round(anyio.current_time() - start), "s")


async def main():
    global start
    start = anyio.current_time()
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        async with anyio.create_task_group() as group:
            for number in range(1, VISITORS + 1):
                group.start_soon(visit, client, number, name=f"{number}")


anyio.run(main)
