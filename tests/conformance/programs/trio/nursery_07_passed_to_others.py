# Pins down: whoever holds the nursery may spawn into it; the child belongs to the nursery, not to its spawner's scopes.
from dataclasses import dataclass, field

import trio


@dataclass
class Supervisor:
    nursery: trio.Nursery
    log: list = field(default_factory=list)

    def spawn(self, name, seconds):
        self.nursery.start_soon(self.run, name, seconds, name=name)

    async def run(self, name, seconds):
        try:
            await trio.sleep(seconds)
            self.log.append(f"{trio.current_time():.1f} {name} ok")
        except trio.Cancelled:
            self.log.append(f"{trio.current_time():.1f} {name} cancelled")
            raise


async def client(supervisor):
    with trio.move_on_after(1) as scope:
        supervisor.spawn("spawned under a timeout", 3)
        await trio.sleep(10)
    supervisor.log.append(f"{trio.current_time():.1f} client's scope caught {scope.cancelled_caught}")
    async with trio.open_nursery() as own:
        supervisor.spawn("outlives the client", 4)
        own.start_soon(trio.sleep, 1)
    supervisor.log.append(f"{trio.current_time():.1f} client is done")


async def main():
    async with trio.open_nursery() as nursery:
        supervisor = Supervisor(nursery)
        async with trio.open_nursery() as clients:
            clients.start_soon(client, supervisor)
        supervisor.log.append(f"{trio.current_time():.1f} clients closed")
        await trio.sleep(1.5)
        nursery.cancel_scope.cancel()
    print(*supervisor.log, sep="\n")


trio.run(main)
