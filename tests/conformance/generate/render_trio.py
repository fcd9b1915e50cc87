"""trio: which actions there are, and their Python.

Must not know: asyncio, or how programs are compared.
"""

from __future__ import annotations

from actions import ERRORS, Action, Block, Grower
from render import ScopesWriter

HEAD = '''\
# Generated: {origin}
import sys
import time

import trio

scopes, nurseries = {{}}, {{}}


def say(*words):
    print(f"{{trio.current_time():.2f}}", *words)


def tree(exc, depth=0):
    if isinstance(exc, BaseExceptionGroup):
        text = f"{{type(exc).__name__}}[{{', '.join(tree(e, depth + 1) for e in exc.exceptions)}}]"
    elif isinstance(exc, trio.Cancelled):
        text = f"Cancelled({{exc.source}}, {{exc.reason}})"
    else:
        text = repr(exc)
    if exc is not None and exc.__context__ is not None and depth < 4:
        text += f" <{{'=' if exc.__cause__ is exc.__context__ else '-'}} {{tree(exc.__context__, depth + 1)}}"
    return text


def cancel(who, number):
    if number in scopes:
        scopes[number].cancel()
        say(who, "cancels", number)


def spawn(who, number, fn):
    if number in nurseries:
        try:
            nurseries[number].start_soon(fn)
        except RuntimeError as exc:
            say(who, "cannot spawn", exc)
'''

TAIL = '''\
async def main():
    global locks, semaphores, events, limiters, conditions, senders, receivers
    locks = [trio.Lock() for _ in range(2)]
    semaphores = [trio.Semaphore(1) for _ in range(2)]
    events = [trio.Event() for _ in range(3)]
    limiters = [trio.CapacityLimiter(1) for _ in range(2)]
    conditions = [trio.Condition() for _ in range(2)]
    senders, receivers = zip(*[trio.open_memory_channel(n) for n in (0, 1)])
    try:
        with trio.move_on_after(25) as whole:
            await t0()
    except BaseException as exc:
        say("main", tree(exc))
    say("main", whole.cancelled_caught)
    for number, scope in sorted(scopes.items()):
        say("scope", number, scope.cancel_called, scope.cancelled_caught)


trio.run(main)
'''


class TrioWriter(ScopesWriter):
    library = "trio"
    cancelled = "trio.Cancelled"

    def nursery(self, number, body, *children) -> None:
        with self.indented(f"async with trio.open_nursery() as nurseries[{number}]:"):
            self.line(f"scopes[{number}] = nurseries[{number}].cancel_scope")
            for i, child in enumerate(children):
                self.line(f"nurseries[{number}].start_soon({self.function(f't{1000 * number + i}', child)})")
            self.block(body)

    def spawn(self, number, own_number, block) -> None:
        self.line(f'spawn("{self.owner}", {number}, {self.function(f"t{own_number}", block)})')

    def start(self, number, before, after, body) -> None:
        name = f"t{number}"
        with self.indented(f"async with trio.open_nursery() as nurseries[{number}]:"):
            self.line(f"scopes[{number}] = nurseries[{number}].cancel_scope")
            started = Action("started", (number,))
            self.function(name, (*before, started, *after), "task_status")
            self.line(f'say("{self.owner}", "started with", await nurseries[{number}].start({name}))')
            self.block(body)

    def scope(self, number, how, seconds, shield, block) -> None:
        # A shield without a deadline could wait for ever.
        arguments = f"{seconds}, shield={shield}"
        opened = f"trio.CancelScope(shield=False)" if how == "CancelScope" else f"trio.{how}({arguments})"
        with self.indented(f"with {opened} as scopes[{number}]:"):
            self.block(block)
        self.line(f'say("{self.owner}", "left scope", {number}, scopes[{number}].cancel_called, scopes[{number}].cancelled_caught)')


def _nursery(g: Grower, depth: int) -> Action:
    number = g.target()
    children = tuple(g.block(depth) for _ in range(g.random.randint(2, 3)))
    return Action("nursery", (number,), (g.block(depth), *children))


# Kinds with a capital hold blocks, so they are not drawn at the bottom of the tree.
KINDS = {
    "say": (3, lambda g, d: Action("say", (g.number(),))),
    "sleep": (12, lambda g, d: Action("sleep", (g.seconds(),))),
    "checkpoint": (2, lambda g, d: Action("checkpoint", (
        g.pick(("checkpoint", "checkpoint_if_cancelled", "cancel_shielded_checkpoint")),))),
    "fail": (3, lambda g, d: Action("fail", (g.pick(ERRORS), g.number()))),
    "cancel": (9, lambda g, d: Action("cancel", (g.some_target(),))),
    "deadline": (2, lambda g, d: Action("deadline", (g.some_target(), g.seconds()))),
    "unshield": (1, lambda g, d: Action("unshield", (g.some_target(),))),
    "effective": (1, lambda g, d: Action("effective")),
    "block_the_loop": (1, lambda g, d: Action("block_the_loop", (g.seconds(),))),
    "event_wait": (2, lambda g, d: Action("event_wait", (g.random.randrange(3),))),
    "event_set": (4, lambda g, d: Action("event_set", (g.random.randrange(3),))),
    "send": (4, lambda g, d: Action("send", (g.random.randrange(2), g.number()))),
    "receive": (3, lambda g, d: Action("receive", (g.random.randrange(2),))),
    "nowait": (2, lambda g, d: Action("nowait", (g.random.randrange(2), g.number()))),
    "close": (1, lambda g, d: Action("close", (g.random.randrange(2), g.pick(("senders", "receivers"))))),
    "condition_wait": (1, lambda g, d: Action("condition_wait", (g.random.randrange(2),))),
    "condition_notify": (2, lambda g, d: Action("condition_notify", (g.random.randrange(2), g.pick((1, 2))))),
    "Nursery": (10, lambda g, d: _nursery(g, d)),
    "Spawn": (3, lambda g, d: Action("spawn", (g.some_target(), g.number()), (g.block(d),))),
    "Start": (2, lambda g, d: Action("start", (g.target(),), (g.block(d, 0, 2), g.block(d, 0, 2), g.block(d)))),
    "Scope": (10, lambda g, d: Action("scope", (
        g.target(), g.pick(("CancelScope", "move_on_after", "move_on_after", "fail_after")), g.seconds(), g.pick((True, False, False))),
        (g.block(d),))),
    "On_cancel": (14, lambda g, d: Action("on_cancel", (g.pick(("reraise", "reraise", "swallow", "replace")), g.number()),
                                         (g.block(d), g.block(d, 0, 2)))),
    "Caught": (6, lambda g, d: Action("caught", (g.number(),), (g.block(d), g.block(d, 0, 2)))),
    "Cleanup": (5, lambda g, d: Action("cleanup", (g.number(),), (g.block(d), g.block(d, 1, 2)))),
    "Lock": (4, lambda g, d: Action("lock", (g.random.randrange(2),), (g.block(d),))),
    "Semaphore": (2, lambda g, d: Action("semaphore", (g.random.randrange(2),), (g.block(d),))),
    "Limiter": (1, lambda g, d: Action("limiter", (g.random.randrange(2),), (g.block(d),))),
    "Repeat": (2, lambda g, d: Action("repeat", (2,), (g.block(d),))),
}

TOPS = ("Nursery", "Nursery", "Nursery", "Scope", "Start")


def render(block: Block, origin: str) -> str:
    writer = TrioWriter()
    writer.function("t0", block)
    return "\n\n".join([HEAD.format(origin=origin), writer.functions() + "\n", TAIL])
