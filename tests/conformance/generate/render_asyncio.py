"""asyncio: which actions there are, and their Python.

Must not know: trio, or how programs are compared.
"""

from __future__ import annotations

from actions import ERRORS, Action, Block, Grower
from render import Writer

HEAD = '''\
# Generated: {origin}
import asyncio
import sys
import time

tasks, timeouts = {{}}, {{}}
parents, joined = {{}}, {{}}
locks = [asyncio.Lock() for _ in range(2)]
semaphores = [asyncio.Semaphore(1) for _ in range(2)]
events = [asyncio.Event() for _ in range(3)]
queues = [asyncio.Queue(1), asyncio.Queue()]
conditions = [asyncio.Condition() for _ in range(2)]


def say(*words):
    print(f"{{time.monotonic():.2f}}", *words)


def tree(exc, depth=0):
    if isinstance(exc, BaseExceptionGroup):
        text = f"{{type(exc).__name__}}[{{', '.join(tree(e, depth + 1) for e in exc.exceptions)}}]"
    else:
        text = repr(exc)
    if exc is not None and exc.__context__ is not None and depth < 4:
        text += f" <{{'=' if exc.__cause__ is exc.__context__ else '-'}} {{tree(exc.__context__, depth + 1)}}"
    return text


def start(make, number, coro):
    task = tasks[number] = make(coro, name=f"t{{number}}")
    parents[task] = asyncio.current_task()
    return task


def waits_for(task, other):
    ahead, seen = [task], []
    while ahead:
        task = ahead.pop()
        if task is other:
            return True
        if task not in seen:
            seen.append(task)
            ahead += joined.get(task, [])
            ahead += [child for child, parent in parents.items() if parent is task]
    return False


async def join(number, protect):
    me, task = asyncio.current_task(), tasks.get(number)
    # Tasks that wait for each other never end, and cancelling them exceeds the depth of recursion.
    if task is None or waits_for(task, me):
        return
    joined.setdefault(me, []).append(task)
    try:
        await protect(task)
    finally:
        joined[me].remove(task)


def cancel(who, number):
    if number in tasks:
        say(who, "cancels", number, tasks[number].cancel(), tasks[number].cancelling())


def state(task):
    if not task.done():
        return "pending"
    if task.cancelled():
        return "cancelled"
    return "returned" if task.exception() is None else tree(task.exception())
'''

TAIL = '''\
async def main():
    root = start(asyncio.create_task, 0, t0())
    done, _ = await asyncio.wait([root], timeout=25)
    for _ in range(12):
        left = [task for task in tasks.values() if not task.done()]
        if not left:
            break
        say("main", "cancels", [task.get_name() for task in left])
        for task in left:
            task.cancel("the end")
        await asyncio.wait(left, timeout=4)


asyncio.run(main())
for number, task in sorted(tasks.items()):
    say("task", number, state(task), task.cancelling())
'''


class AsyncioWriter(Writer):
    library = "asyncio"
    cancelled = "asyncio.CancelledError"

    def spawn(self, number, block) -> None:
        self.line(f"start(asyncio.create_task, {number}, {self.function(f't{number}', block)}())")

    def cancel(self, number) -> None:
        self.line(f'cancel("{self.owner}", {number})')

    def cancel_me(self) -> None:
        self.line("asyncio.current_task().cancel('me')")

    def uncancel(self) -> None:
        self.line(f'say("{self.owner}", "uncancel", asyncio.current_task().uncancel())')

    def join(self, number) -> None:
        self.line(f"await join({number}, lambda task: task)")

    def join_shielded(self, number) -> None:
        self.line(f"await join({number}, asyncio.shield)")

    def group(self, number, body, *children) -> None:
        with self.indented("async with asyncio.TaskGroup() as tg:"):
            for i, child in enumerate(children):
                name = self.function(f"t{1000 * number + i}", child)
                self.line(f"start(tg.create_task, {1000 * number + i}, {name}())")
            self.block(body)

    def gather(self, number, return_exceptions, *children) -> None:
        names = [(f"{1000 * number + i}", self.function(f"t{1000 * number + i}", child)) for i, child in enumerate(children)]
        made = ", ".join(f"start(asyncio.create_task, {n}, {name}())" for n, name in names)
        result = self.fresh("results")
        self.line(f"{result} = await asyncio.gather({made}, return_exceptions={return_exceptions})")
        self.line(f'say("{self.owner}", "gathered", {result})')

    def wait(self, number, how, seconds, *children) -> None:
        names = [(f"{1000 * number + i}", self.function(f"t{1000 * number + i}", child)) for i, child in enumerate(children)]
        made = ", ".join(f"start(asyncio.create_task, {n}, {name}())" for n, name in names)
        done = self.fresh("done")
        self.line(f"{done}, _ = await asyncio.wait([{made}], timeout={seconds}, return_when=asyncio.{how})")
        self.line(f'say("{self.owner}", "waited", sorted(t.get_name() for t in {done}))')

    def wait_for(self, number, seconds, block) -> None:
        name = self.function(f"f{number}", block)
        self.line(f"await asyncio.wait_for({name}(), {seconds})")

    def shield(self, number, block) -> None:
        name = self.function(f"t{number}", block)
        self.line(f"await asyncio.shield(start(asyncio.create_task, {number}, {name}()))")

    def timeout(self, number, seconds, block) -> None:
        with self.indented(f"async with asyncio.timeout({seconds}) as timeouts[{number}]:"):
            self.block(block)

    def reschedule(self, number, seconds) -> None:
        with self.indented("try:"):
            self.line(f"timeouts[{number}].reschedule(asyncio.get_running_loop().time() + {seconds})")
        with self.indented("except (KeyError, RuntimeError) as exc:"):
            self.line(f'say("{self.owner}", "cannot reschedule", type(exc).__name__)')

    def lock(self, number, block) -> None:
        with self.indented(f"async with locks[{number}]:"):
            self.line(f'say("{self.owner}", "has lock", {number})')
            self.block(block)

    def semaphore(self, number, block) -> None:
        with self.indented(f"async with semaphores[{number}]:"):
            self.line(f'say("{self.owner}", "has semaphore", {number})')
            self.block(block)


def _group(g: Grower, depth: int) -> Action:
    number = g.number()
    children = g.children(number, depth, 2)
    return Action("group", (number,), (g.block(depth), *children))


def _gather(g: Grower, depth: int) -> Action:
    number = g.number()
    return Action("gather", (number, g.pick((True, False))), g.children(number, depth))


def _wait(g: Grower, depth: int) -> Action:
    number, how = g.number(), g.pick(("FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"))
    return Action("wait", (number, how, g.pick((None, 1, 2))), g.children(number, depth))


# Kinds with a capital hold blocks, so they are not drawn at the bottom of the tree.
KINDS = {
    "say": (3, lambda g, d: Action("say", (g.number(),))),
    "sleep": (12, lambda g, d: Action("sleep", (g.seconds(),))),
    "fail": (3, lambda g, d: Action("fail", (g.pick(ERRORS), g.number()))),
    "cancel": (7, lambda g, d: Action("cancel", (g.some_target(),))),
    "cancel_me": (1, lambda g, d: Action("cancel_me")),
    "uncancel": (1, lambda g, d: Action("uncancel")),
    "join": (3, lambda g, d: Action("join", (g.some_target(),))),
    "join_shielded": (2, lambda g, d: Action("join_shielded", (g.some_target(),))),
    "reschedule": (1, lambda g, d: Action("reschedule", (g.some_target(), g.seconds()))),
    "block_the_loop": (1, lambda g, d: Action("block_the_loop", (g.seconds(),))),
    "event_wait": (2, lambda g, d: Action("event_wait", (g.random.randrange(3),))),
    "event_set": (4, lambda g, d: Action("event_set", (g.random.randrange(3),))),
    "put": (4, lambda g, d: Action("put", (g.random.randrange(2), g.number()))),
    "get": (3, lambda g, d: Action("get", (g.random.randrange(2),))),
    "condition_wait": (1, lambda g, d: Action("condition_wait", (g.random.randrange(2),))),
    "condition_notify": (2, lambda g, d: Action("condition_notify", (g.random.randrange(2), g.pick((1, 2))))),
    "Spawn": (6, lambda g, d: Action("spawn", (g.target(),), (g.block(d),))),
    "Group": (7, lambda g, d: _group(g, d)),
    "Gather": (4, lambda g, d: _gather(g, d)),
    "Wait": (2, lambda g, d: _wait(g, d)),
    "Wait_for": (3, lambda g, d: Action("wait_for", (g.number(), g.seconds()), (g.block(d),))),
    "Timeout": (5, lambda g, d: Action("timeout", (g.target(), g.seconds()), (g.block(d),))),
    "Shield": (3, lambda g, d: Action("shield", (g.target(),), (g.block(d),))),
    "On_cancel": (14, lambda g, d: Action("on_cancel", (g.pick(("reraise", "reraise", "swallow", "replace")), g.number()),
                                         (g.block(d), g.block(d, 0, 2)))),
    "Caught": (6, lambda g, d: Action("caught", (g.number(),), (g.block(d), g.block(d, 0, 2)))),
    "Cleanup": (5, lambda g, d: Action("cleanup", (g.number(),), (g.block(d), g.block(d, 1, 2)))),
    "Lock": (4, lambda g, d: Action("lock", (g.random.randrange(2),), (g.block(d),))),
    "Semaphore": (2, lambda g, d: Action("semaphore", (g.random.randrange(2),), (g.block(d),))),
    "Repeat": (2, lambda g, d: Action("repeat", (2,), (g.block(d),))),
}

TOPS = ("Group", "Group", "Group", "Gather", "Timeout", "Wait")


def render(block: Block, origin: str) -> str:
    writer = AsyncioWriter()
    writer.function("t0", block)
    return "\n\n".join([HEAD.format(origin=origin), writer.functions() + "\n", TAIL])
