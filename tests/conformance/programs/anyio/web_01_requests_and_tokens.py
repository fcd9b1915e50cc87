# pins: a server in miniature: sync and async endpoints, 40 tokens, a client that leaves, a limit on concurrent requests
import time

import anyio
from anyio import CapacityLimiter, to_thread

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


class Response:
    def __init__(self, body):
        self.body = body


class Server:
    def __init__(self, tokens):
        self.limiter = CapacityLimiter(tokens)
        self.in_flight = 0

    async def handle(self, name, endpoint, *args):
        self.in_flight += 1
        try:
            if getattr(endpoint, "is_async", False):
                return Response(await endpoint(*args))
            return Response(await to_thread.run_sync(endpoint, *args, limiter=self.limiter))
        finally:
            self.in_flight -= 1


async def read_item(item):
    await anyio.sleep(0.2)
    return f"item {item}"


read_item.is_async = True


def report(year):
    time.sleep(1)
    return f"report {year}"


async def client(server, name, endpoint, *args, patience=None):
    start = anyio.current_time()
    with anyio.move_on_after(patience) as scope:
        response = await server.handle(name, endpoint, *args)
        log(f"{name}: {response.body} after {anyio.current_time() - start:.1f}")
    if scope.cancelled_caught:
        log(f"{name} left")


async def main():
    server = Server(2)
    async with anyio.create_task_group() as tg:
        for n in range(5):
            tg.start_soon(client, server, f"report client {n}", report, 2020 + n)
        for n in range(3):
            tg.start_soon(client, server, f"item client {n}", read_item, n)
        await anyio.sleep(0.5)
        log(f"in flight {server.in_flight}")
    impatient = Server(1)
    async with anyio.create_task_group() as tg:
        for n in range(4):
            async def call(n=n):
                await client(impatient, f"impatient {n}", report, n, patience=1.5)

            tg.start_soon(call)
    log(f"in flight {impatient.in_flight}")


anyio.run(main, backend=BACKEND)
