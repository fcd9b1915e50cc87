# Pins down: tasks of one batch step in the order they became runnable; the nursery's body is one of them.
import trio

log = []


async def stepper(name, steps):
    for i in range(steps):
        log.append(f"{name}{i}")
        await trio.lowlevel.checkpoint()


async def parent(name, nursery):
    log.append(f"{name}!")
    nursery.start_soon(stepper, f"{name}.child", 2)
    await trio.sleep(0)
    log.append(f"{name}!!")


async def main():
    async with trio.open_nursery() as nursery:
        for name in "abc":
            nursery.start_soon(stepper, name, 3)
        log.append("body")
        await trio.sleep(0)
        log.append("body again")
        nursery.start_soon(parent, "p", nursery)
    print(*log)

    log.clear()
    event = trio.Event()

    async def waits(name):
        await event.wait()
        log.append(name)

    async with trio.open_nursery() as nursery:
        for name in ("w1", "w2", "w3"):
            nursery.start_soon(waits, name)
        nursery.start_soon(stepper, "s", 4)
        await trio.testing.wait_all_tasks_blocked()
        log.append("set")
        event.set()
        log.append("after set")
    print(*log)


import trio.testing

trio.run(main)
