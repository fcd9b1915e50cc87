# Pins down: patterns on channels: merge, broadcast with slow readers, request and reply over a reply channel, zip in step.
import trio


async def numbers(start, pace, count, send):
    async with send:
        for n in range(start, start + count):
            await trio.sleep(pace)
            await send.send(n)


async def merge(*sources):
    send, receive = trio.open_memory_channel(0)

    async def forward(source, out):
        async with source, out:
            async for item in source:
                await out.send(item)

    async def run(task_status):
        async with trio.open_nursery() as nursery:
            async with send:
                for source in sources:
                    nursery.start_soon(forward, source, send.clone())
            task_status.started(receive)

    return run


class Broadcast:
    def __init__(self):
        self.listeners = []

    def listen(self, size):
        send, receive = trio.open_memory_channel(size)
        self.listeners.append(send)
        return receive

    async def send(self, value):
        for listener in list(self.listeners):
            try:
                listener.send_nowait(value)
            except trio.WouldBlock:
                print(f"{trio.current_time():.1f} dropping a slow listener at {value}")
                self.listeners.remove(listener)
                await listener.aclose()
            except trio.BrokenResourceError:
                self.listeners.remove(listener)

    async def aclose(self):
        for listener in self.listeners:
            await listener.aclose()


async def listener(name, receive, pace, limit):
    got = []
    async with receive:
        async for value in receive:
            got.append(value)
            await trio.sleep(pace)
            if len(got) == limit:
                break
    print(f"{trio.current_time():.1f} {name} {got}")


async def calculator(requests):
    async for expression, reply in requests:
        async with reply:
            try:
                await reply.send(eval(expression, {}))
            except ArithmeticError as exc:
                await reply.send(exc)


async def main():
    async with trio.open_nursery() as nursery:
        channels = [trio.open_memory_channel(0) for _ in range(2)]
        for n, (send, _) in enumerate(channels):
            nursery.start_soon(numbers, 10 * n, 0.5 + n / 4, 3, send)
        merged = await nursery.start(await merge(*(r for _, r in channels)))
        async for item in merged:
            print(f"{trio.current_time():.2f} merged {item}")
    radio = Broadcast()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(listener, "fast", radio.listen(1), 0, 99)
        nursery.start_soon(listener, "slow", radio.listen(1), 1, 99)
        nursery.start_soon(listener, "quitter", radio.listen(1), 0, 2)
        for n in range(5):
            await trio.sleep(0.3)
            await radio.send(n)
        await radio.aclose()
    async with trio.open_nursery() as nursery:
        send, receive = trio.open_memory_channel(0)
        nursery.start_soon(calculator, receive)
        async with send:
            for expression in ("6 * 7", "1 / 0"):
                reply_send, reply_receive = trio.open_memory_channel(1)
                await send.send((expression, reply_send))
                print(expression, "=", repr(await reply_receive.receive()))


trio.run(main)
