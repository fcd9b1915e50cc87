# Retries under one overall budget, a timeout per attempt, different errors by type, and a report by match.
import itertools
import random

import trio


class Flaky:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.script = itertools.cycle(["hang", "error", "bad", "ok"])

    async def get(self):
        match next(self.script):
            case "hang":
                await trio.sleep_forever()
            case "error":
                await trio.sleep(0.2)
                raise ConnectionError("reset")
            case "bad":
                return {"status": 500}
            case "ok":
                await trio.sleep(0.1)
                return {"status": 200, "body": "hello"}


async def fetch(client, attempts, per_attempt):
    for attempt in range(1, attempts + 1):
        try:
            with trio.fail_after(per_attempt):
                reply = await client.get()
        except (trio.TooSlowError, ConnectionError) as exc:
            outcome = exc
        else:
            outcome = reply
        match outcome:
            case {"status": 200, "body": str(body)}:
                return body
            case {"status": int(code)}:
                print(f"{trio.current_time():.1f} attempt {attempt}: status {code}")
            case trio.TooSlowError():
                print(f"{trio.current_time():.1f} attempt {attempt}: too slow")
            case ConnectionError(args=(why, *_)):
                print(f"{trio.current_time():.1f} attempt {attempt}: {why}")
        await trio.sleep(min(2 ** attempt / 10, 1))
    raise RuntimeError("out of attempts")


async def main():
    print(await fetch(Flaky(1), 5, 1), f"{trio.current_time():.1f}")
    with trio.move_on_after(2) as budget:
        print(await fetch(Flaky(2), 5, 1.5))
    print(f"{trio.current_time():.1f} over budget: {budget.cancelled_caught}")
    try:
        await fetch(Flaky(3), 2, 0.5)
    except RuntimeError as exc:
        print(f"{trio.current_time():.1f} {exc}")


trio.run(main)
