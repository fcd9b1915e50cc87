# Pins down: within one instant: timers in order, then what they woke, then what those spawned; channels interleave a step each.
import trio

log = []


async def note(name):
    log.append(name)


async def at(seconds, name, nursery):
    await trio.sleep(seconds)
    log.append(f"{name} wakes")
    nursery.start_soon(note, f"{name}'s child")
    await trio.lowlevel.checkpoint()
    log.append(f"{name} again")


async def pingpong(name, send, receive, turns):
    for i in range(turns):
        log.append(f"{name} got {await receive.receive()}")
        await send.send(f"{name}{i}")
    log.append(f"{name} done")


async def main():
    async with trio.open_nursery() as nursery:
        for name in ("a", "b"):
            nursery.start_soon(at, 1, name, nursery)
        await trio.sleep(1)
        log.append("body wakes")
    print(*log, sep="\n")
    log.clear()
    to_ping, ping_in = trio.open_memory_channel(0)
    to_pong, pong_in = trio.open_memory_channel(0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(pingpong, "ping", to_pong, ping_in, 2)
        nursery.start_soon(pingpong, "pong", to_ping, pong_in, 2)
        await to_ping.send("serve")
        log.append("served")
        await trio.sleep(1)
        log.append(f"body got {await ping_in.receive()}")
    print(*log, sep="\n")


trio.run(main)
