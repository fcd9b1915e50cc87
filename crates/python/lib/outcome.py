"""`outcome`: what came of a call, as an object. A library of its own that trio's interfaces speak.

Owns: `Value`, `Error`, `capture`, `acapture`. Must not know: trio.
"""


class AlreadyUsedError(RuntimeError):
    """An outcome may be unwrapped or sent once only."""


class Outcome:
    """What came of a call."""

    __slots__ = ("_unwrapped",)

    def __class_getitem__(cls, _item):
        return cls

    def _use(self):
        if self._unwrapped:
            raise AlreadyUsedError
        self._unwrapped = True


class Value(Outcome):
    """It returned."""

    __slots__ = ("value",)

    def __init__(self, value):
        self.value, self._unwrapped = value, False

    def unwrap(self):
        """The value."""
        self._use()
        return self.value

    def send(self, gen):
        """Sends the value to a generator."""
        self._use()
        return gen.send(self.value)

    async def asend(self, agen):
        """Sends the value to an async generator."""
        self._use()
        return await agen.asend(self.value)

    def __repr__(self):
        return f"Value({self.value!r})"

    def __eq__(self, other):
        return self.value == other.value if type(other) is Value else NotImplemented

    def __hash__(self):
        return hash(("Value", self.value))


class Error(Outcome):
    """It raised."""

    __slots__ = ("error",)

    def __init__(self, error):
        if not isinstance(error, BaseException):
            raise TypeError(f"'error' must be <class 'BaseException'> (got {error!r} that is a {type(error)!r}).")
        self.error, self._unwrapped = error, False

    def unwrap(self):
        """Raises the error."""
        self._use()
        error = self.error
        try:
            raise error
        finally:
            del error, self

    def send(self, gen):
        """Throws the error into a generator."""
        self._use()
        return gen.throw(self.error)

    async def asend(self, agen):
        """Throws the error into an async generator."""
        self._use()
        return await agen.athrow(self.error)

    def __repr__(self):
        return f"Error({self.error!r})"

    def __eq__(self, other):
        return self.error == other.error if type(other) is Error else NotImplemented

    def __hash__(self):
        return hash(("Error", self.error))


Maybe = Value | Error


def capture(sync_fn, *args, **kwargs):
    """Calls a function; its outcome."""
    try:
        return Value(sync_fn(*args, **kwargs))
    except BaseException as error:
        return Error(error)


async def acapture(async_fn, *args, **kwargs):
    """Awaits an async function; its outcome."""
    try:
        return Value(await async_fn(*args, **kwargs))
    except BaseException as error:
        return Error(error)
