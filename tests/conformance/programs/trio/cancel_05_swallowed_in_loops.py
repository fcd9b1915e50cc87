# Pins down: code that swallows Cancelled meets it again at each checkpoint, and a loop with a limit gets through.
import trio


class Poller:
    def __init__(self, stubbornness):
        self.stubbornness, self.seen = stubbornness, []

    async def run(self):
        while True:
            try:
                await trio.sleep(1)
                self.seen.append("polled")
            except trio.Cancelled:
                self.seen.append("Cancelled")
                if self.seen.count("Cancelled") > self.stubbornness:
                    raise


async def returns_instead():
    try:
        await trio.sleep(10)
    except trio.Cancelled:
        return "value in spite of it"


async def raises_in_finally():
    try:
        await trio.sleep(10)
    finally:
        try:
            await trio.sleep(1)
        finally:
            print("both awaits raised")


async def main():
    poller = Poller(3)
    with trio.move_on_after(2.5) as scope:
        await poller.run()
    print(f"{trio.current_time():.1f}", poller.seen, scope.cancelled_caught)
    with trio.move_on_after(1) as scope:
        print(await returns_instead(), "at", trio.current_time())
        print("still cancelled:", scope.cancel_called)
        try:
            await trio.lowlevel.checkpoint()
        except trio.Cancelled as exc:
            print("again", exc.source)
            raise
    print("caught", scope.cancelled_caught)
    with trio.move_on_after(1) as scope:
        await raises_in_finally()
    print(f"{trio.current_time():.1f} caught {scope.cancelled_caught}")


trio.run(main)
