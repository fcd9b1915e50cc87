"""Run-local variables.

Owns: `RunVar`. Must not know: the runner, which lends the dictionary. Cold: a look-up by hand in any program.
"""

from _trio import run_locals


class _NoValue:
    pass


class RunVarToken:
    """What `RunVar.set` gives, to go back to the value before."""

    __module__ = "trio.lowlevel"

    def __init_subclass__(cls, **_kwargs):
        raise TypeError(f"{cls.__module__}.{cls.__qualname__} does not support subclassing")

    def __new__(cls, *_args, **_kwargs):
        raise TypeError("trio.lowlevel.RunVarToken has no public constructor")

    @classmethod
    def _create(cls, var, previous_value=_NoValue):
        self = object.__new__(cls)
        self._var, self.previous_value, self.redeemed = var, previous_value, False
        return self


class RunVar:
    """A variable of which each run has its own."""

    __module__ = "trio.lowlevel"

    def __init__(self, name, default=_NoValue):
        self._name, self._default = name, default

    def __init_subclass__(cls, **_kwargs):
        raise TypeError(f"{cls.__module__}.{cls.__qualname__} does not support subclassing")

    def __class_getitem__(cls, _item):
        return cls

    def get(self, default=_NoValue):
        """The value in this run, or a default; `LookupError` if there is none."""
        values = run_locals()
        if self in values:
            return values[self]
        for value in (default, self._default):
            if value is not _NoValue:
                return value
        raise LookupError(self)

    def set(self, value):
        """Sets the value in this run."""
        try:
            token = RunVarToken._create(self, self.get())
        except LookupError:
            token = RunVarToken._create(self)
        run_locals()[self] = value
        return token

    def reset(self, token):
        """Goes back to the value before the `set` that gave `token`."""
        if token is None:
            raise TypeError("token must not be none")
        if token.redeemed:
            raise ValueError("token has already been used")
        if token._var is not self:
            raise ValueError("token is not for us")
        values = run_locals()
        if token.previous_value is _NoValue:
            values.pop(self)
        else:
            values[self] = token.previous_value
        token.redeemed = True

    def __repr__(self):
        return f"<RunVar name={self._name!r}>"
