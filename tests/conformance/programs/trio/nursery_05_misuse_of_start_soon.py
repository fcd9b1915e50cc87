# Pins down: what trio says when start_soon is given a coroutine object, a plain function, or something not callable.
import trio


async def job():
    pass


def plain():
    return 42


async def generator():
    yield 1


def first_line(exc):
    """Without the memory address that a repr brings."""
    return str(exc).splitlines()[0].split(" at 0x")[0]


async def main():
    async with trio.open_nursery() as nursery:
        coroutine = job()
        for bad in (coroutine, plain, generator, 7):
            try:
                nursery.start_soon(bad)
            except TypeError as exc:
                print("TypeError:", first_line(exc))
        coroutine.close()
        try:
            nursery.start_soon(job, 1, 2)
        except TypeError as exc:
            print("TypeError:", exc)
    try:
        trio.run(job)
    except RuntimeError as exc:
        print("RuntimeError:", exc)


trio.run(main)
try:
    trio.run(plain)
except TypeError as exc:
    print("TypeError:", first_line(exc))
try:
    trio.current_time()
except RuntimeError as exc:
    print("RuntimeError:", exc)
