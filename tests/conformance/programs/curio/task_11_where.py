# pins down: str of a task, where and traceback: before it begins, while it waits in a function it calls, after its end
import curio


async def inner():
    await curio.sleep(1)


async def work():
    x = 1
    await inner()
    return x


class Service:
    async def serve(self):
        async with curio.timeout_after(5):
            await curio.Event().wait()


async def main():
    t = await curio.spawn(work)
    s = await curio.spawn(Service().serve)
    print(t, s, sep="\n")
    print(t.where()[1], t.traceback())
    await curio.sleep(0)
    print(t, s, sep="\n")
    print(t.where()[1], t.traceback(), s.traceback())
    await t.join()
    print(t, t.traceback(), t.where())
    await s.cancel()
    print(await curio.current_task())


curio.run(main)
