# Pins down: order of completion of sends under back-pressure; capacity 0, 1 and 3 compared on one workload.
import trio


async def producer(name, send, count):
    async with send:
        for i in range(count):
            await send.send(f"{name}{i}")
            log.append(f"{trio.current_time():.1f} sent {name}{i}")


async def consumer(receive, pace):
    async for item in receive:
        log.append(f"{trio.current_time():.1f} took {item}")
        await trio.sleep(pace)


async def main():
    for capacity in (0, 1, 3):
        log.clear()
        send, receive = trio.open_memory_channel(capacity)
        begin = trio.current_time()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(consumer, receive, 0.5)
            async with send:
                nursery.start_soon(producer, "a", send.clone(), 3)
                nursery.start_soon(producer, "b", send.clone(), 2)
        print(f"capacity {capacity}: took {trio.current_time() - begin:.1f}")
        print("  " + "\n  ".join(log))


log = []
trio.run(main)
