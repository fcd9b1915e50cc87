"""`trio.socket`: not in a browser.

Owns: the error that says so. Must not know: anything else.
"""


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    raise NotImplementedError(f"trio.socket.{name}: there are no sockets in a browser")
