# The task that runs a lifespan: its name, its coroutine, and the manager's own functions.
import asyncio
from contextlib import asynccontextmanager

from asgi_lifespan import LifespanManager
from fastapi import FastAPI


def tasks(where):
    for task in sorted(asyncio.all_tasks(), key=lambda task: task.get_name()):
        print(where, task.get_name(), task.get_coro().__qualname__)


@asynccontextmanager
async def lifespan(app):
    tasks("up:")
    try:
        yield {"started": asyncio.get_running_loop().time()}
    finally:
        tasks("down:")
        await asyncio.sleep(1)


class Loud:
    """An application that tells what it is asked for."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        print("scope", sorted(scope), receive.__qualname__, send.__qualname__)

        async def told():
            message = await receive()
            print("receives", message)
            return message

        async def tell(message):
            print("sends", message["type"])
            await send(message)

        await self.app(scope, told, tell)


async def main():
    async with LifespanManager(Loud(FastAPI(lifespan=lifespan))) as manager:
        tasks("inside:")
        print("public", [name for name in ("receive", "run_app", "send", "shutdown", "startup") if hasattr(manager, name)])
        print("within", manager.startup_timeout, manager.shutdown_timeout)
    tasks("after:")
    manager = LifespanManager(Loud(FastAPI(lifespan=lifespan)), shutdown_timeout=0.5)
    try:
        async with manager:
            pass
    except TimeoutError as error:
        print(f"{asyncio.get_running_loop().time():.2f}", repr(error), repr(error.__context__))
    tasks("too slow:")


asyncio.run(main())
