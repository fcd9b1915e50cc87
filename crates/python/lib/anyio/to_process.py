"""anyio.to_process: named by programs; there are no processes in a browser."""


async def run_sync(*_args, **_kwargs):
    """Refuses."""
    raise NotImplementedError("anyio.to_process: there are no processes in a browser, where Espalier runs")
