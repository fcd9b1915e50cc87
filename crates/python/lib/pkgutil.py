"""The part of `pkgutil` that `unittest.mock` needs: a name with dots, and what it stands for.

Knows no files.
"""

import importlib


def resolve_name(name):
    """What `package.module:object.attribute` names; without a colon, as much as can be imported is the module."""
    module_name, colon, rest = name.partition(":")
    if colon:
        found = importlib.import_module(module_name)
        attributes = rest.split(".") if rest else []
    else:
        first, *attributes = name.split(".")
        found, module_name = importlib.import_module(first), first
        while attributes:
            module_name = f"{module_name}.{attributes[0]}"
            try:
                found = importlib.import_module(module_name)
            except ImportError:
                break
            attributes.pop(0)
    for attribute in attributes:
        found = getattr(found, attribute)
    return found
