# pins down: def endpoints share the default limiter's 40 tokens: the 41st request waits for the first that ends; async def requests do not wait
import asyncio
import time

import anyio.to_thread
import httpx
from fastapi import FastAPI

app = FastAPI()


@app.get("/job/{number}")
def work(number: int, seconds: float = 1.0):
    time.sleep(seconds)
    return number


@app.get("/loop")
async def loop():
    limiter = anyio.to_thread.current_default_thread_limiter()
    return {"borrowed": limiter.borrowed_tokens, "waiting": limiter.statistics().tasks_waiting}


async def main():
    transport = httpx.ASGITransport(app=app)
    done = []

    async def get(number, seconds):
        response = await client.get(f"/job/{number}", params={"seconds": seconds})
        done.append((response.json(), f"{time.monotonic():.2f}"))

    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        async with asyncio.TaskGroup() as group:
            for number in range(42):
                group.create_task(get(number, 0.5 if number == 7 else 1.0))
            await asyncio.sleep(0.25)
            print("loop answers", (await client.get("/loop")).json(), f"{time.monotonic():.2f}")
        print([d for d in done if d[0] in (0, 7, 39, 40, 41)])
        print([d[0] for d in done])
        anyio.to_thread.current_default_thread_limiter().total_tokens = 2
        done.clear()
        async with asyncio.TaskGroup() as group:
            for number in range(5):
                group.create_task(get(number, 0.3))
            await asyncio.sleep(0.1)
            anyio.to_thread.current_default_thread_limiter().total_tokens = 4
        print(done)


asyncio.run(main())
