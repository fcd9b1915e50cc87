"""What the libraries' renderers share: lines with their indentation, and functions for what runs in tasks.

Must not know: any library.
"""

from __future__ import annotations

from contextlib import contextmanager

from actions import Action, Block


class Writer:
    """Writes the functions of a program; a block that runs in a task of its own becomes a function of its own."""

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

    def _on_cancel(self, exception, how, number, block, handler) -> None:
        with self.indented("try:"):
            self.block(block)
        with self.indented(f"except {exception}:"):
            self.line(f'say("{self.owner}", "cancelled in", {number})')
            self.block(handler)
            if how == "reraise":
                self.line("raise")
            elif how == "replace":
                self.line(f"raise RuntimeError({number})")
