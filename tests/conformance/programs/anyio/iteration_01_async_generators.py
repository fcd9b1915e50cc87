# pins: async generators and context managers in scopes: breaking out, aclose in a cancelled scope, stapled streams, typed attributes
from contextlib import AsyncExitStack, aclosing, asynccontextmanager

import anyio
from anyio.streams.stapled import StapledObjectStream

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def numbers(name):
    try:
        n = 0
        while True:
            await anyio.sleep(0.5)
            yield n
            n += 1
    finally:
        log(f"{name} finally")


class Attributes(anyio.TypedAttributeSet):
    name: str = anyio.typed_attribute()
    size: int = anyio.typed_attribute()


class Provider(anyio.TypedAttributeProvider):
    @property
    def extra_attributes(self):
        return {Attributes.name: lambda: "provider"}


@asynccontextmanager
async def opened(name):
    log(f"{name} opens")
    try:
        yield name
    except ValueError:
        log(f"{name} suppresses")
    finally:
        log(f"{name} closes")


class Manager(anyio.AsyncContextManagerMixin):
    @asynccontextmanager
    async def __asynccontextmanager__(self):
        async with anyio.create_task_group() as self.tg:
            log("manager entered")
            yield self
            self.tg.cancel_scope.cancel()
        log("manager left")


async def main():
    with anyio.move_on_after(1.2) as scope:
        async with aclosing(numbers("timed")) as source:
            async for n in source:
                log(n)
    log(f"caught={scope.cancelled_caught}")
    async with aclosing(numbers("broken off")) as source:
        async for n in source:
            if n == 1:
                break
    log("after break")

    async with AsyncExitStack() as stack:
        for name in ("first", "second"):
            await stack.enter_async_context(opened(name))
        tg = await stack.enter_async_context(anyio.create_task_group())
        tg.start_soon(anyio.sleep, 0.5)
        stack.enter_context(anyio.move_on_after(5))
        raise_it = tg.cancel_scope.cancel_called
    log(f"stack unwound {raise_it}")

    left, right = anyio.create_memory_object_stream(1), anyio.create_memory_object_stream(1)
    one, two = StapledObjectStream(left[0], right[1]), StapledObjectStream(right[0], left[1])
    async with anyio.create_task_group() as tg:
        async def echo():
            async with two:
                async for item in two:
                    await two.send(item * 2)

        tg.start_soon(echo)
        async with one:
            await one.send(21)
            log(f"echo {await one.receive()}")
            one.send_nowait(4)
            log(f"echo {await one.receive()}")
            await one.send_eof()
            try:
                await one.receive()
            except anyio.EndOfStream as error:
                log(repr(error))

    provider = Provider()
    log(f"{provider.extra(Attributes.name)} {provider.extra(Attributes.size, 3)}")
    try:
        provider.extra(Attributes.size)
    except anyio.TypedAttributeLookupError as error:
        log(repr(error))
    try:
        class Bad(anyio.TypedAttributeSet):
            unannotated = anyio.typed_attribute()
    except TypeError as error:
        log(error)

    async with Manager() as manager:
        manager.tg.start_soon(anyio.sleep, 9)
        try:
            async with manager:
                pass
        except RuntimeError as error:
            log(error)


anyio.run(main, backend=BACKEND)
