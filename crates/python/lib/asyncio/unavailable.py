"""What asyncio has and a browser cannot: sockets, subprocesses. Each says so when it is called."""


def _unavailable(name, what):
    def refuse(*args, **kwargs):
        raise NotImplementedError(f"asyncio.{name}: there are no {what} in a browser, where Espalier runs")

    refuse.__name__ = refuse.__qualname__ = name
    return refuse


open_connection = _unavailable("open_connection", "sockets")
start_server = _unavailable("start_server", "sockets")
open_unix_connection = _unavailable("open_unix_connection", "sockets")
start_unix_server = _unavailable("start_unix_server", "sockets")
create_subprocess_exec = _unavailable("create_subprocess_exec", "subprocesses")
create_subprocess_shell = _unavailable("create_subprocess_shell", "subprocesses")


class StreamWriter:
    """Named in annotations; cannot be made."""

    def __init__(self, *args, **kwargs):
        raise NotImplementedError("asyncio.StreamWriter: there are no sockets in a browser, where Espalier runs")
