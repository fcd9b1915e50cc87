"""The package of CPython's tests, as far as the carried ones import from it."""
