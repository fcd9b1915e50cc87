"""Typed attributes: what a stream knows of itself, under keys that no two sets share.

Rules: `anyio/_core/_typedattr.py` of anyio 4.16.
"""

from ._exceptions import TypedAttributeLookupError

_undefined = object()


def typed_attribute():
    """A new key."""
    return object()


class TypedAttributeSet:
    """A collection of keys; each of them has a type annotation."""

    def __init_subclass__(cls):
        annotated = set()
        for base in cls.__mro__:
            annotated.update(getattr(base, "__annotations__", {}))
        for name in dir(cls):
            if not name.startswith("_") and name not in annotated:
                raise TypeError(f"Attribute {name!r} is missing its type annotation")
        super().__init_subclass__()


class TypedAttributeProvider:
    """Something with typed attributes."""

    @property
    def extra_attributes(self):
        """A callable for each key, which gives its value."""
        return {}

    def extra(self, attribute, default=_undefined):
        """The value of an attribute, or a default."""
        try:
            getter = self.extra_attributes[attribute]
        except KeyError:
            if default is _undefined:
                raise TypedAttributeLookupError("Attribute not found") from None
            return default
        return getter()
