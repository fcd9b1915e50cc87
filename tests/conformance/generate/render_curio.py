"""curio: which actions there are, and their Python.

Must not know: the other libraries, or how programs are compared.
"""

from __future__ import annotations

from actions import ERRORS, Action, Block, Grower
from render import Writer

HEAD = '''\
# Generated: {origin}
import time

import curio

tasks, groups, timeouts = {{}}, {{}}, {{}}
ending, died = [], []


def say(*words):
    # What a dead kernel has left alive is closed when Python collects it, which nobody promises.
    if not died:
        print(f"{{time.monotonic():.2f}}", *words)


def tree(exc, depth=0):
    text = repr(exc)
    if exc is not None and exc.__context__ is not None and depth < 4:
        text += f" <{{'=' if exc.__cause__ is exc.__context__ else '-'}} {{tree(exc.__context__, depth + 1)}}"
    return text


async def cancel(who, number, blocking):
    if number in tasks:
        say(who, "cancels", number, tasks[number].state)
        await tasks[number].cancel(blocking=blocking)
        say(who, "has cancelled", number, tasks[number].terminated)


async def join(who, number):
    if number in tasks:
        try:
            say(who, "joined", number, await tasks[number].join())
        except curio.TaskError as exc:
            say(who, "joined", number, tree(exc.__cause__))


async def wait(who, number):
    if number in tasks:
        await tasks[number].wait()
        say(who, "waited for", number, tree(tasks[number].exception))


async def next_done(who, number):
    if number in groups:
        done = await groups[number].next_done()
        say(who, "next done", done and done.name, done and tree(done.exception))


async def remaining(who, number):
    if number in groups:
        await groups[number].cancel_remaining()
        say(who, "cancelled the remaining of", number)


async def spawn(who, number, own_number, fn):
    if number in groups:
        try:
            tasks[own_number] = await groups[number].spawn(fn)
        except RuntimeError as exc:
            say(who, "cannot spawn", exc)


def left(who, number):
    group = groups[number]
    if not group._joined:
        say(who, "left the group", number, "not joined")
        return
    say(who, "left the group", number, [(task.name, tree(task.exception)) for task in group.tasks],
        group.completed and group.completed.name)


def tell(*words):
    # A thread that is left over when the main task ends goes on beside the kernel's end: when it gets where is chance.
    if not ending:
        say(*words)


def job(who, seconds):
    tell(who, "in a thread")
    time.sleep(seconds)
    tell(who, "thread ends")
    return seconds


def awaiting_job(who, seconds, number):
    tell(who, "in an async thread")
    try:
        curio.AWAIT(curio.sleep(seconds))
        with locks[number]:
            tell(who, "async thread holds", number)
            time.sleep(0.5)
            curio.AWAIT(curio.sleep, 0.5)
        with curio.ignore_after(1) as timeout:
            curio.AWAIT(events[number].wait())
        tell(who, "async thread", timeout.expired)
    except BaseException as exc:
        tell(who, "async thread ends with", tree(exc))
        raise
    return seconds


async def async_thread(who, seconds, number, patience):
    thread = await curio.spawn_thread(awaiting_job, who, seconds, number)
    try:
        async with curio.ignore_after(patience) as timeout:
            say(who, "async thread gave", await thread.join())
        if timeout.expired:
            await thread.cancel()
            say(who, "cancelled its thread", tree(thread.exception))
    except curio.TaskError as exc:
        say(who, "async thread failed", tree(exc.__cause__))
'''

TAIL = '''\
async def main():
    global locks, rlocks, semaphores, events, conditions, queues
    locks = [curio.Lock() for _ in range(2)]
    rlocks = [curio.RLock() for _ in range(2)]
    semaphores = [curio.Semaphore(1) for _ in range(2)]
    events = [curio.Event() for _ in range(3)]
    conditions = [curio.Condition() for _ in range(2)]
    queues = [curio.Queue(n) for n in (0, 1)]
    try:
        async with curio.timeout_after(25):
            await t0()
    except BaseException as exc:
        say("main", tree(exc))
    for number, task in sorted(tasks.items()):
        say("task", number, task.state, task.cancelled, task.cycles)
    for number, timeout in sorted(timeouts.items()):
        say("timeout", number, timeout.expired, timeout.result)
    ending.append(True)


try:
    curio.run(main)
    say("over")
except AssertionError as exc:
    # A task that was cancelled at the end has made another.
    say("over, but", exc)
    died.append(exc)
'''


class CurioWriter(Writer):
    library = "curio"
    cancelled = "curio.CancelledError"

    def group(self, number, policy, body, *children) -> None:
        with self.indented(f"async with curio.TaskGroup(wait={policy}) as groups[{number}]:"):
            for i, child in enumerate(children):
                own = 1000 * number + i
                self.line(f"tasks[{own}] = await groups[{number}].spawn({self.function(f't{own}', child)})")
            self.block(body)
        self.line(f'left("{self.owner}", {number})')

    def task(self, number, daemon, block) -> None:
        self.line(f"tasks[{number}] = await curio.spawn({self.function(f't{number}', block)}, daemon={daemon})")

    def spawn(self, number, own_number, block) -> None:
        self.line(f'await spawn("{self.owner}", {number}, {own_number}, {self.function(f"t{own_number}", block)})')

    def cancel(self, number, blocking) -> None:
        self.line(f'await cancel("{self.owner}", {number}, {blocking})')

    def by_number(self, what, number) -> None:
        self.line(f'await {what}("{self.owner}", {number})')

    def timeout(self, number, how, seconds, block) -> None:
        with self.indented(f"async with curio.{how}({seconds}) as timeouts[{number}]:"):
            self.block(block)
        self.line(f'say("{self.owner}", "left timeout", {number}, timeouts[{number}].expired)')

    def shield(self, block) -> None:
        with self.indented("async with curio.disable_cancellation():"):
            self.block(block)
        self.line(f'say("{self.owner}", "left its shield")')

    def check(self, kind) -> None:
        self.line(f'say("{self.owner}", "pending", tree(await curio.check_cancellation({kind})))')

    def caught(self, number, block, handler) -> None:
        with self.indented("try:"):
            self.block(block)
        with self.indented("except (Exception, curio.TaskTimeout) as exc:"):
            self.line(f'say("{self.owner}", "caught", tree(exc))')
            self.block(handler)

    def condition_notify(self, number) -> None:
        # More than wait would be the end of the kernel.
        with self.indented(f"async with conditions[{number}]:"):
            self.line(f"await conditions[{number}].notify_all()")

    def event_wait(self, number, seconds) -> None:
        self.line(f'say("{self.owner}", "event", await curio.ignore_after({seconds}, events[{number}].wait))')

    def event_set(self, number) -> None:
        self.line(f"await events[{number}].set()")

    def event_clear(self, number) -> None:
        self.line(f"events[{number}].clear()")

    def thread(self, seconds) -> None:
        self.line(f'say("{self.owner}", "from thread", await curio.run_in_thread(job, "{self.owner}", {seconds}))')


    def async_thread(self, seconds, number, patience) -> None:
        self.line(f'await async_thread("{self.owner}", {seconds}, {number}, {patience})')


def _group(g: Grower, depth: int) -> Action:
    number = g.target()
    children = g.children(number, depth)
    return Action("group", (number, g.pick(("all", "all", "all", "any", "object", "None"))), (g.block(depth, 0), *children))


def _held(what: str):
    return lambda g, d: Action("held", (what, g.random.randrange(2)), (g.block(d),))


# Kinds with a capital hold blocks, so they are not drawn at the bottom of the tree.
KINDS = {
    "say": (3, lambda g, d: Action("say", (g.number(),))),
    "sleep": (12, lambda g, d: Action("sleep", (g.seconds(),))),
    "fail": (3, lambda g, d: Action("fail", (g.pick(ERRORS), g.number()))),
    "cancel": (8, lambda g, d: Action("cancel", (g.some_target(), g.pick((True, True, False))))),
    "by_number": (6, lambda g, d: Action("by_number", (g.pick(("join", "wait", "next_done", "remaining")), g.some_target()))),
    "check": (1, lambda g, d: Action("check", (g.pick(("", "curio.TaskTimeout", "curio.TaskCancelled")),))),
    "block_the_loop": (1, lambda g, d: Action("block_the_loop", (g.seconds(),))),
    "event_wait": (3, lambda g, d: Action("event_wait", (g.random.randrange(3), g.pick((1, 2, 4))))),
    "event_set": (3, lambda g, d: Action("event_set", (g.random.randrange(3),))),
    "event_clear": (1, lambda g, d: Action("event_clear", (g.random.randrange(3),))),
    "put": (3, lambda g, d: Action("put", (g.random.randrange(2), g.number()))),
    "get": (2, lambda g, d: Action("get", (g.random.randrange(2),))),
    "condition_wait": (1, lambda g, d: Action("condition_wait", (g.random.randrange(2),))),
    "condition_notify": (2, lambda g, d: Action("condition_notify", (g.random.randrange(2),))),
    "thread": (2, lambda g, d: Action("thread", (g.seconds(),))),
    "async_thread": (2, lambda g, d: Action("async_thread", (g.seconds(), g.random.randrange(2), g.pick((1, 2, 4))))),
    "Group": (10, _group),
    "Task": (5, lambda g, d: Action("task", (g.target(), g.pick((True, False))), (g.block(d),))),
    "Spawn": (2, lambda g, d: Action("spawn", (g.some_target(), g.target()), (g.block(d),))),
    "Timeout": (11, lambda g, d: Action("timeout", (g.number(), g.pick(("timeout_after", "ignore_after")), g.seconds()), (g.block(d),))),
    "Shield": (3, lambda g, d: Action("shield", (), (g.block(d),))),
    "On_cancel": (12, lambda g, d: Action("on_cancel", (g.pick(("reraise", "reraise", "swallow", "replace")), g.number()),
                                         (g.block(d), g.block(d, 0, 2)))),
    "Caught": (7, lambda g, d: Action("caught", (g.number(),), (g.block(d), g.block(d, 0, 2)))),
    "Cleanup": (5, lambda g, d: Action("cleanup", (g.number(),), (g.block(d), g.block(d, 1, 2)))),
    "Lock": (3, _held("locks")),
    "Rlock": (2, _held("rlocks")),
    "Semaphore": (2, _held("semaphores")),
    "Repeat": (2, lambda g, d: Action("repeat", (2,), (g.block(d),))),
}

TOPS = ("Group", "Group", "Timeout", "Task", "Group")


def render(block: Block, origin: str) -> str:
    writer = CurioWriter()
    writer.function("t0", block)
    return "\n\n".join([HEAD.format(origin=origin), writer.functions() + "\n", TAIL])
