"""What the libraries' renderers share: lines with their indentation, functions for what runs in tasks, and the actions that read the
same in several libraries.

Must not know: any one library, but what a subclass names.
"""

from __future__ import annotations

from contextlib import contextmanager

from actions import Action, Block


class Writer:
    """Writes the functions of a program; a block that runs in a task of its own becomes a function of its own."""

    library: str
    """The module that the program imports."""
    cancelled: str
    """What an `except` names to catch a cancellation."""

    def __init__(self) -> None:
        self._functions: list[list[str]] = []
        self._lines: list[str] = []
        self._depth = 0
        self.owner = ""
        self._count = 0

    def line(self, text: str) -> None:
        self._lines.append("    " * self._depth + text)

    @contextmanager
    def indented(self, header: str):
        self.line(header)
        self._depth += 1
        yield
        self._depth -= 1

    def fresh(self, prefix: str) -> str:
        """A local name that no other place of the program uses."""
        self._count += 1
        return f"{prefix}{self._count}"

    def function(self, name: str, block: Block, parameters: str = "") -> str:
        """Writes `async def name` with `block` in it, and returns the name."""
        outer = self._lines, self._depth, self.owner
        self._lines, self._depth, self.owner = [], 0, name
        with self.indented(f"async def {name}({parameters}):"):
            self.line(f'say("{name}", "starts")')
            with self.indented("try:"):
                self.block(block)
            # Not `sys.exception()` in a `finally`: what that sees of an error that a caller handles is a difference known.
            with self.indented("except BaseException as error:"):
                self.line(f'say("{name}", "ends with", tree(error))')
                self.line("raise")
            with self.indented("else:"):
                self.line(f'say("{name}", "ends")')
        self._functions.append(self._lines)
        self._lines, self._depth, self.owner = outer
        return name

    def block(self, block: Block) -> None:
        if not block:
            self.line("pass")
        for action in block:
            self.action(action)

    def action(self, action: Action) -> None:
        getattr(self, action.kind.lower())(*action.args, *action.blocks)

    def functions(self) -> str:
        return "\n\n\n".join("\n".join(lines) for lines in self._functions)

    # What reads the same in all libraries.

    def say(self, what) -> None:
        self.line(f'say("{self.owner}", "is at", {what!r})')

    def block_the_loop(self, seconds) -> None:
        self.line(f"time.sleep({seconds})")

    def fail(self, error, number) -> None:
        self.line(f"raise {error}({number})")

    def repeat(self, times, block) -> None:
        with self.indented(f"for _ in range({times}):"):
            self.block(block)

    def caught(self, number, block, handler) -> None:
        with self.indented("try:"):
            self.block(block)
        with self.indented("except Exception as exc:"):
            self.line(f'say("{self.owner}", "caught", tree(exc))')
            self.block(handler)

    def cleanup(self, number, block, last) -> None:
        with self.indented("try:"):
            self.block(block)
        with self.indented("finally:"):
            self.line(f'say("{self.owner}", "finally", {number})')
            self.block(last)

    def on_cancel(self, how, number, block, handler) -> None:
        with self.indented("try:"):
            self.block(block)
        with self.indented(f"except {self.cancelled}:"):
            self.line(f'say("{self.owner}", "cancelled in", {number})')
            self.block(handler)
            if how == "reraise":
                self.line("raise")
            elif how == "replace":
                self.line(f"raise RuntimeError({number})")

    def sleep(self, seconds) -> None:
        self.line(f"await {self.library}.sleep({seconds})")

    def held(self, what, number, block) -> None:
        with self.indented(f"async with {what}[{number}]:"):
            self.line(f'say("{self.owner}", "holds", "{what}", {number})')
            self.block(block)

    def condition_wait(self, number) -> None:
        with self.indented(f"async with conditions[{number}]:"):
            self.line(f"await conditions[{number}].wait()")
            self.line(f'say("{self.owner}", "notified", {number})')

    def condition_notify(self, number, how_many) -> None:
        with self.indented(f"async with conditions[{number}]:"):
            self.line(f"conditions[{number}].notify({how_many})")

    def event_wait(self, number) -> None:
        self.line(f"await events[{number}].wait()")

    def event_set(self, number) -> None:
        self.line(f"events[{number}].set()")

    def put(self, number, item) -> None:
        self.line(f"await queues[{number}].put({item})")
        self.line(f'say("{self.owner}", "put", {item})')

    def get(self, number) -> None:
        self.line(f'say("{self.owner}", "got", await queues[{number}].get())')


class ScopesWriter(Writer):
    """For libraries with cancel scopes, limiters and channels of two ends: trio, and anyio after it."""

    def checkpoint(self, which) -> None:
        self.line(f"await {self.library}.lowlevel.{which}()")

    def started(self, number) -> None:
        # A shrunk tree may leave this in a function without the parameter; then nothing can be started.
        self.line(f"task_status.started({number})")

    def cancel(self, number) -> None:
        self.line(f'cancel("{self.owner}", {number})')

    def deadline(self, number, seconds) -> None:
        with self.indented(f"if {number} in scopes:"):
            self.line(f"scopes[{number}].deadline = {self.library}.current_time() + {seconds}")

    def unshield(self, number) -> None:
        with self.indented(f"if {number} in scopes:"):
            self.line(f"scopes[{number}].shield = False")

    def effective(self) -> None:
        self.line(f'say("{self.owner}", "effective deadline", {self.library}.current_effective_deadline())')

    def lock(self, number, block) -> None:
        self.held("locks", number, block)

    def semaphore(self, number, block) -> None:
        self.held("semaphores", number, block)

    def limiter(self, number, block) -> None:
        self.held("limiters", number, block)

    def send(self, number, item) -> None:
        self.line(f"await senders[{number}].send({item})")
        self.line(f'say("{self.owner}", "sent", {item})')

    def receive(self, number) -> None:
        self.line(f'say("{self.owner}", "received", await receivers[{number}].receive())')

    def nowait(self, number, item) -> None:
        with self.indented("try:"):
            self.line(f"senders[{number}].send_nowait({item})" if item % 2 else f"say('nowait', receivers[{number}].receive_nowait())")
        with self.indented(f"except {self.library}.WouldBlock:"):
            self.line(f'say("{self.owner}", "WouldBlock")')

    def close(self, number, side) -> None:
        self.line(f"{side}[{number}].close()")
