# What follows is the project's: a path as a URI, without what CPython asks for it.


def _as_uri(self):
    """The path as a `file` URI. CPython 3.14 asks `urllib.request`, which is about networks and is not carried here."""
    if not self.is_absolute():
        raise ValueError("relative path can't be expressed as a file URI")
    from urllib.parse import quote_from_bytes

    return "file://" + quote_from_bytes(os.fsencode(self))


Path.as_uri = _as_uri
del _as_uri
