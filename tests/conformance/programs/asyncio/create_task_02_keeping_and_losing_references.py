# create_task: the set-and-discard idiom, tasks that outlive their parent function, order of finishing, orphans at the end
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


class Background:
    def __init__(self):
        self.tasks = set()

    def spawn(self, coro, name):
        task = asyncio.create_task(coro, name=name)
        self.tasks.add(task)
        task.add_done_callback(self.finished)
        return task

    def finished(self, task):
        self.tasks.discard(task)
        if task.cancelled():
            outcome = "cancelled"
        elif task.exception() is not None:
            outcome = f"failed: {task.exception()!r}"
        else:
            outcome = f"returned {task.result()!r}"
        stamp(f"{task.get_name()} {outcome}, left {len(self.tasks)}")


async def mail(to, seconds, fail=False):
    await asyncio.sleep(seconds)
    if fail:
        raise ConnectionError(to)
    return f"sent to {to}"


async def handler(background, n):
    background.spawn(mail(f"user{n}", 1 + n / 2, fail=n == 1), f"mail-{n}")
    await asyncio.sleep(0.1)
    return f"response {n}"


async def main():
    background = Background()
    print(await asyncio.gather(*(handler(background, n) for n in range(4))))
    stamp("responses are out, mails go on:", len(background.tasks))
    await asyncio.sleep(2)
    stamp("main returns while", sorted(t.get_name() for t in background.tasks), "go on")


asyncio.run(main())
stamp("over")
