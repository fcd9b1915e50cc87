# pins: awaits in finally blocks of a cancelled task are cancelled too, unless shielded; nested finally blocks, a lock in them
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


class Connection:
    def __init__(self, name, polite):
        self.name, self.polite = name, polite

    async def __aenter__(self):
        await anyio.sleep(0.1)
        log(f"{self.name} open")
        return self

    async def __aexit__(self, *error):
        log(f"{self.name} closing after {error[0] and error[0].__name__ in ('CancelledError', 'Cancelled')}")
        try:
            if self.polite:
                with anyio.move_on_after(1, shield=True) as goodbye:
                    await anyio.sleep(0.4 if self.name == "fast" else 3)
                log(f"{self.name} said goodbye: {not goodbye.cancelled_caught}")
            else:
                await anyio.sleep(0.4)
                log("not reached")
        finally:
            log(f"{self.name} closed")


async def use(name, polite):
    async with Connection(name, polite):
        await anyio.sleep_forever()


async def main():
    async with anyio.create_task_group() as tg:
        tg.start_soon(use, "rude", False)
        tg.start_soon(use, "fast", True)
        tg.start_soon(use, "slow", True)
        await anyio.sleep(1)
        log("cancel")
        tg.cancel_scope.cancel()
        try:
            await anyio.sleep(1)
        finally:
            log("body leaves")
    log(f"all closed, caught={tg.cancel_scope.cancelled_caught}")


anyio.run(main, backend=BACKEND)
