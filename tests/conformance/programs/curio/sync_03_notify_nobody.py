# pins down: notifying more than wait is an error inside the kernel, which dies of it: no shutdown, no cleanup
import curio


async def main(n):
    cond = curio.Condition()
    async with cond:
        try:
            await cond.notify(n)
        except Exception as exc:
            print("not seen in the task", repr(exc))


for n in (1, 0):
    kernel = curio.Kernel()
    try:
        print(kernel.run(main, n))
    except Exception as exc:
        print(type(exc).__name__, exc)
    try:
        kernel.run(shutdown=True)
        print("shut down")
    except RuntimeError as exc:
        print(exc)


async def bad_sleep():
    await curio.sleep("1")


try:
    curio.run(bad_sleep)
except TypeError as exc:
    print("TypeError", exc)


class Foreign:
    def __await__(self):
        yield None


async def foreign():
    await Foreign()


try:
    curio.run(foreign)
except TypeError as exc:
    print("TypeError", exc)
