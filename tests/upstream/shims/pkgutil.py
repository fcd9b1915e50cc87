"""`pkgutil.resolve_name`, which is what `unittest.mock` needs of it."""

import importlib


def resolve_name(name):
    """The object that a dotted name says: the longest module, then attributes."""
    parts = name.replace(":", ".").split(".")
    found = importlib.import_module(parts.pop(0))
    path = found.__name__
    for part in parts:
        path = f"{path}.{part}"
        if not hasattr(found, part):
            importlib.import_module(path)
        found = getattr(found, part)
    return found
