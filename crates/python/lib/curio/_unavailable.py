"""What cannot exist in a browser: it can be imported, and says so when it is used.

Owns: the sentence. Must not know: which names there are.
"""


class Unavailable:
    """Stands for a function or class."""

    def __init__(self, name, needs):
        self._name, self._needs = name, needs

    def __call__(self, *args, **kwargs):
        raise NotImplementedError(f"{self._name}: there are no {self._needs} in a browser")

    def __repr__(self):
        return f"<{self._name}, which cannot exist in a browser>"


def module(name, needs):
    """The `__getattr__` of a module all of whose names are unavailable."""

    def __getattr__(attribute):
        if attribute.startswith("__"):
            raise AttributeError(f"module {name!r} has no attribute {attribute!r}")
        return Unavailable(f"{name}.{attribute}", needs)

    return __getattr__
