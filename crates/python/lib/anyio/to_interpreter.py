"""anyio.to_interpreter: named by programs; there are no subinterpreters in a browser."""


async def run_sync(*_args, **_kwargs):
    """Refuses."""
    raise NotImplementedError("anyio.to_interpreter: there are no subinterpreters in a browser, where Espalier runs")
