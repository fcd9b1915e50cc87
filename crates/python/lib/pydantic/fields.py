"""Where programs find `FieldInfo`."""

from ._fields import Field, FieldInfo

__all__ = ["Field", "FieldInfo"]
