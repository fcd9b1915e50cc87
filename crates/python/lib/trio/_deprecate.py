"""What trio says about its old ways.

Owns: the warning's class and texts. Must not know: who uses the old ways.
"""


class TrioDeprecationWarning(FutureWarning):
    """A warning for programs that use what trio will take away."""

    __module__ = "trio"


def warn_loose_groups(what):
    """Warns that exception groups will be strict."""
    import warnings

    text = (
        f"{what} is deprecated since Trio 0.25.0; use the default value of True and rewrite exception handlers to "
        "handle ExceptionGroups. See https://trio.readthedocs.io/en/stable/reference-core.html"
        "#designing-for-multiple-errors instead (https://github.com/python-trio/trio/issues/2929)"
    )
    warnings.warn(TrioDeprecationWarning(text), stacklevel=2)
