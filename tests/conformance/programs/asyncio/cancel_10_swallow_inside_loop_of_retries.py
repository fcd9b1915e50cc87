# cancel: except Exception does not catch it, a bare except does; a retry loop that catches too much must be cancelled again
import asyncio
import time
from dataclasses import dataclass, field


@dataclass
class Client:
    name: str
    greedy: bool
    attempts: list[str] = field(default_factory=list)

    async def call(self):
        await asyncio.sleep(0.4)
        raise ConnectionError(f"{self.name} refused")

    async def run(self):
        while len(self.attempts) < 6:
            try:
                await self.call()
            except Exception as e:
                self.attempts.append(f"{time.monotonic():.1f} {type(e).__name__}")
            except BaseException as e:
                self.attempts.append(f"{time.monotonic():.1f} {type(e).__name__}!")
                if not self.greedy:
                    raise
        return "gave up by itself"


async def main():
    for greedy in (False, True):
        client = Client(f"client-{greedy}", greedy)
        task = asyncio.create_task(client.run())
        for pause in (1.0, 0.1, 0.1):
            await asyncio.sleep(pause)
            task.cancel()
        done, _ = await asyncio.wait([task])
        outcome = "cancelled" if task.cancelled() else task.result()
        print(f"{time.monotonic():.1f} greedy={greedy}: {outcome}, cancelling={task.cancelling()}")
        print("   ", *client.attempts, sep="\n    ")


asyncio.run(main())
