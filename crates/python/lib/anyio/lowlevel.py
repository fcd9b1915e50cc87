"""anyio.lowlevel: checkpoints, tokens of loops, and variables of a run. Rules: `anyio/lowlevel.py` of anyio 4.16."""

import enum
from weakref import WeakKeyDictionary

from ._core._eventloop import get_async_backend

__all__ = (
    "EventLoopToken", "RunVar", "RunvarToken", "cancel_shielded_checkpoint", "checkpoint", "checkpoint_if_cancelled",
    "current_token",
)


async def checkpoint():
    """Lets others run, and is cancelled if the task is to be."""
    await get_async_backend().checkpoint()


async def checkpoint_if_cancelled():
    """Is cancelled if the task is to be."""
    await get_async_backend().checkpoint_if_cancelled()


async def cancel_shielded_checkpoint():
    """Lets others run."""
    await get_async_backend().cancel_shielded_checkpoint()


class EventLoopToken:
    """A loop, to be called from other threads."""

    __match_args__ = "backend_class", "native_token"

    def __init__(self, backend_class, native_token):
        vars(self).update(backend_class=backend_class, native_token=native_token)

    def _key(self):
        return self.backend_class, self.native_token

    def __eq__(self, other):
        return self._key() == other._key() if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self):
        return hash(self._key())

    def __setattr__(self, name, value):
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot assign to field {name!r}")


def current_token():
    """The running loop's token."""
    backend = get_async_backend()
    return EventLoopToken(backend, backend.current_token())


_run_vars = WeakKeyDictionary()


class _NoValueSet(enum.Enum):
    NO_VALUE_SET = enum.auto()


class RunvarToken:
    """What `RunVar.set` gives, to go back to the value before."""

    __slots__ = "_redeemed", "_value", "_var"

    def __class_getitem__(cls, _item):
        return cls

    def __init__(self, var, value):
        self._var, self._value, self._redeemed = var, value, False

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self._var.reset(self)


class RunVar:
    """A variable of which each loop has its own."""

    __slots__ = "_default", "_name"

    NO_VALUE_SET = _NoValueSet.NO_VALUE_SET

    def __class_getitem__(cls, _item):
        return cls

    def __init__(self, name, default=NO_VALUE_SET):
        self._name, self._default = name, default

    @property
    def _current_vars(self):
        token = get_async_backend().current_token()
        values = _run_vars.get(token)
        if values is None:
            values = _run_vars[token] = {}
        return values

    def get(self, default=NO_VALUE_SET):
        """The value in this loop, or a default."""
        values = self._current_vars
        if self in values:
            return values[self]
        for value in (default, self._default):
            if value is not RunVar.NO_VALUE_SET:
                return value
        raise LookupError(f'Run variable "{self._name}" has no value and no default set')

    def set(self, value):
        """Sets the value in this loop."""
        values = self._current_vars
        token = RunvarToken(self, values.get(self, RunVar.NO_VALUE_SET))
        values[self] = value
        return token

    def reset(self, token):
        """Goes back to the value before the `set` that gave `token`."""
        if token._var is not self:
            raise ValueError("This token does not belong to this RunVar")
        if token._redeemed:
            raise ValueError("This token has already been used")
        if token._value is RunVar.NO_VALUE_SET:
            self._current_vars.pop(self, None)
        else:
            self._current_vars[self] = token._value
        token._redeemed = True

    def __repr__(self):
        return f"<RunVar name={self._name!r}>"
