# A service: start in order by nursery.start, serve clients, stop accepting, drain with a grace period, then cut off.
from dataclasses import dataclass, field

import trio


def stamp(*words):
    print(f"{trio.current_time():.1f}", *words)


@dataclass
class Server:
    name: str
    inbox: trio.MemorySendChannel | None = None
    handled: list[str] = field(default_factory=list)
    graceful: trio.CancelScope = field(default_factory=trio.CancelScope)

    async def serve(self, *, task_status=trio.TASK_STATUS_IGNORED):
        self.inbox, requests = trio.open_memory_channel(10)
        await trio.sleep(0.5)
        async with trio.open_nursery() as handlers:
            with self.graceful:
                task_status.started(self)
                async for request, seconds in requests:
                    handlers.start_soon(self.handle, request, seconds)
            stamp(self.name, "stops accepting, running:", len(handlers.child_tasks))
            handlers.cancel_scope.deadline = trio.current_time() + 1
        stamp(self.name, "cut off" if handlers.cancel_scope.cancelled_caught else "drained")

    async def handle(self, request, seconds):
        try:
            await trio.sleep(seconds)
            self.handled.append(request)
        except trio.Cancelled:
            stamp(self.name, "aborts", request)
            raise


async def main():
    async with trio.open_nursery() as nursery:
        servers = [await nursery.start(Server(name).serve) for name in ("web", "api")]
        stamp("both are up")
        for n, server in enumerate(servers):
            for i in range(3):
                await server.inbox.send((f"r{i}", 0.5 + i * (n + 1)))
        await trio.sleep(1)
        for server in reversed(servers):
            server.graceful.cancel()
    for server in servers:
        print(server.name, server.handled)


trio.run(main)
