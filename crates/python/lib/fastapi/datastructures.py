"""What applications see of a request, starlette's; and a default that can be told from a value."""

from starlette.datastructures import URL, Address, FormData, Headers, QueryParams, State

__all__ = ["URL", "Address", "Default", "DefaultPlaceholder", "FormData", "Headers", "QueryParams", "State", "first_given"]


class DefaultPlaceholder:
    """A default that nobody has chosen."""

    def __init__(self, value):
        self.value = value

    def __bool__(self):
        return bool(self.value)

    def __eq__(self, other):
        return isinstance(other, DefaultPlaceholder) and other.value == self.value


def Default(value):
    return DefaultPlaceholder(value)


def first_given(*values):
    """The first that somebody has chosen, else the first default."""
    return next((value for value in values if not isinstance(value, DefaultPlaceholder)), values[0])
