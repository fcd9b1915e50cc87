"""anyio, on either backend: which actions there are, and their Python.

Must not know: asyncio, trio, or how programs are compared.
"""

from __future__ import annotations

from types import SimpleNamespace

from actions import ERRORS, Action, Block, Grower
from render import ScopesWriter

HEAD = '''\
# Generated: {origin}
import time

import anyio
from anyio import from_thread, to_thread

BACKEND = "{backend}"
scopes, groups, handles = {{}}, {{}}, {{}}


def say(*words):
    print(f"{{anyio.current_time():.2f}}", *words)


def tree(exc, depth=0):
    if isinstance(exc, BaseExceptionGroup):
        text = f"{{type(exc).__name__}}({{exc.message}})[{{', '.join(tree(e, depth + 1) for e in exc.exceptions)}}]"
    elif isinstance(exc, anyio.get_cancelled_exc_class()):
        return "Cancelled"
    else:
        text = repr(exc)
    if exc is not None and exc.__context__ is not None and depth < 4:
        text += f" <{{'=' if exc.__cause__ is exc.__context__ else '-'}} {{tree(exc.__context__, depth + 1)}}"
    return text


def cancel(who, number):
    if number in scopes:
        scopes[number].cancel()
        say(who, "cancels", number)


def spawn(who, number, own_number, fn):
    if number in groups:
        try:
            handles[own_number] = groups[number].start_soon(fn)
        except RuntimeError as exc:
            say(who, "cannot spawn", exc)


def cancel_handle(who, number):
    if number in handles:
        handles[number].cancel()
        say(who, "cancels the task", number, handles[number].status.name)


async def wait_for_handle(who, number):
    if number in handles:
        try:
            say(who, "got", number, await handles[number])
        except anyio.TaskFailed as exc:
            say(who, "got", number, type(exc).__name__, exc, tree(exc.__cause__))


def in_thread(number, seconds, back):
    print("   thread", number, "begins")
    time.sleep(seconds)
    if back == "run":
        from_thread.run(anyio.sleep, 0.5)
    elif back == "run_sync":
        from_thread.run_sync(say, "thread", number)
    elif back == "check":
        from_thread.check_cancelled()
    print("   thread", number, "ends")
    return number
'''

TAIL = '''\
async def main():
    global locks, semaphores, events, limiters, conditions, senders, receivers
    locks = [anyio.Lock() for _ in range(2)]
    semaphores = [anyio.Semaphore(1) for _ in range(2)]
    events = [anyio.Event() for _ in range(3)]
    limiters = [anyio.CapacityLimiter(1) for _ in range(2)]
    conditions = [anyio.Condition() for _ in range(2)]
    senders, receivers = zip(*[anyio.create_memory_object_stream(n) for n in (0, 1)])
    try:
        with anyio.move_on_after(25) as whole:
            await t0()
    except BaseException as exc:
        say("main", tree(exc))
    say("main", whole.cancelled_caught)
    for number, scope in sorted(scopes.items()):
        say("scope", number, scope.cancel_called, scope.cancelled_caught)
    for number, handle in sorted(handles.items()):
        say("task", number, handle.status.name)
    for end in senders + receivers:
        end.close()


anyio.run(main, backend=BACKEND)
'''


class AnyioWriter(ScopesWriter):
    library = "anyio"
    cancelled = "anyio.get_cancelled_exc_class()"

    def _group(self, number):
        return self.indented(f"async with anyio.create_task_group() as groups[{number}]:")

    def group(self, number, body, *children) -> None:
        with self._group(number):
            self.line(f"scopes[{number}] = groups[{number}].cancel_scope")
            for i, child in enumerate(children):
                name = 1000 * number + i
                self.line(f"handles[{name}] = groups[{number}].start_soon({self.function(f't{name}', child)})")
            self.block(body)

    def spawn(self, number, own_number, block) -> None:
        self.line(f'spawn("{self.owner}", {number}, {own_number}, {self.function(f"t{own_number}", block)})')

    def start(self, number, before, after, body) -> None:
        name = f"t{number}"
        with self._group(number):
            self.line(f"scopes[{number}] = groups[{number}].cancel_scope")
            started = Action("started", (number,))
            self.function(name, (*before, started, *after), "*, task_status")
            self.line(f'say("{self.owner}", "started with", await groups[{number}].start({name}))')
            self.block(body)

    def scope(self, number, how, seconds, shield, block) -> None:
        # A shield without a deadline could wait for ever.
        opened = "anyio.CancelScope()" if how == "CancelScope" else f"anyio.{how}({seconds}, shield={shield})"
        with self.indented(f"with {opened} as scopes[{number}]:"):
            self.block(block)
        self.line(f'say("{self.owner}", "left scope", {number}, scopes[{number}].cancel_called, scopes[{number}].cancelled_caught)')

    def cancel_handle(self, number) -> None:
        self.line(f'cancel_handle("{self.owner}", {number})')

    def wait_for_handle(self, number) -> None:
        self.line(f'await wait_for_handle("{self.owner}", {number})')

    def thread(self, number, seconds, back, abandon, limiter) -> None:
        limiter = f", limiter=limiters[{limiter}]" if limiter < 2 else ""
        # What an abandoned thread asks of the loop would come when nobody can say in which order.
        back = None if abandon else back
        call = f"to_thread.run_sync(in_thread, {number}, {seconds}, {back!r}, abandon_on_cancel={abandon}{limiter})"
        self.line(f'say("{self.owner}", "has from its thread", await {call})')


def _group(g: Grower, depth: int) -> Action:
    number = g.target()
    return Action("group", (number,), (g.block(depth), *g.children(number, depth, 2)))


# Kinds with a capital hold blocks, so they are not drawn at the bottom of the tree.
KINDS = {
    "say": (3, lambda g, d: Action("say", (g.number(),))),
    "sleep": (12, lambda g, d: Action("sleep", (g.seconds(),))),
    "checkpoint": (2, lambda g, d: Action("checkpoint", (
        g.pick(("checkpoint", "checkpoint_if_cancelled", "cancel_shielded_checkpoint")),))),
    "fail": (3, lambda g, d: Action("fail", (g.pick(ERRORS), g.number()))),
    "cancel": (9, lambda g, d: Action("cancel", (g.some_target(),))),
    "cancel_handle": (3, lambda g, d: Action("cancel_handle", (g.some_target(),))),
    "wait_for_handle": (2, lambda g, d: Action("wait_for_handle", (g.some_target(),))),
    "deadline": (2, lambda g, d: Action("deadline", (g.some_target(), g.seconds()))),
    "unshield": (1, lambda g, d: Action("unshield", (g.some_target(),))),
    "effective": (1, lambda g, d: Action("effective")),
    "block_the_loop": (1, lambda g, d: Action("block_the_loop", (g.seconds(),))),
    "thread": (4, lambda g, d: Action("thread", (
        g.number(), g.seconds(), g.pick((None, None, "run", "run_sync", "check")), g.random.random() < 0.3, g.random.randrange(4)))),
    "event_wait": (2, lambda g, d: Action("event_wait", (g.random.randrange(3),))),
    "event_set": (4, lambda g, d: Action("event_set", (g.random.randrange(3),))),
    "send": (4, lambda g, d: Action("send", (g.random.randrange(2), g.number()))),
    "receive": (3, lambda g, d: Action("receive", (g.random.randrange(2),))),
    "nowait": (2, lambda g, d: Action("nowait", (g.random.randrange(2), g.number()))),
    "close": (1, lambda g, d: Action("close", (g.random.randrange(2), g.pick(("senders", "receivers"))))),
    "condition_wait": (1, lambda g, d: Action("condition_wait", (g.random.randrange(2),))),
    "condition_notify": (2, lambda g, d: Action("condition_notify", (g.random.randrange(2), g.pick((1, 2))))),
    "Group": (10, _group),
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

TOPS = ("Group", "Group", "Group", "Scope", "Start")


def _on(backend: str) -> SimpleNamespace:
    def render(block: Block, origin: str) -> str:
        writer = AnyioWriter()
        writer.function("t0", block)
        return "\n\n".join([HEAD.format(origin=origin, backend=backend), writer.functions() + "\n", TAIL])

    return SimpleNamespace(KINDS=KINDS, TOPS=TOPS, render=render)


ASYNCIO, TRIO = _on("asyncio"), _on("trio")
