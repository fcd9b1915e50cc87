# Pins down: repr and str of trio's exceptions and small values, of groups and of Cancelled itself.
import trio


async def fails():
    raise ValueError("v")


async def main():
    for cls in (trio.TooSlowError, trio.WouldBlock, trio.EndOfChannel, trio.ClosedResourceError, trio.BrokenResourceError,
                trio.BusyResourceError, trio.TrioInternalError, trio.RunFinishedError):
        exc = cls("text")
        print(repr(exc), str(exc), [c.__name__ for c in cls.__mro__[1:-1]])
    print([c.__name__ for c in trio.Cancelled.__mro__], issubclass(trio.Cancelled, Exception))
    with trio.move_on_after(1):
        try:
            await trio.sleep(5)
        except trio.Cancelled as exc:
            print(repr(exc), "|", str(exc))
            raise
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(fails)
            nursery.start_soon(fails)
    except ExceptionGroup as group:
        print(repr(group), "|", str(group), "|", group.message)
    print(trio.Event().statistics(), trio.Semaphore(2).statistics())
    print(trio.Lock().statistics(), trio.CapacityLimiter(2).statistics())
    send, receive = trio.open_memory_channel(3)
    print(send.statistics() == receive.statistics(), trio.__version__.split(".")[:2])
    try:
        trio.lowlevel.current_trio_token().run_sync_soon
        send.send_nowait(1)
        send.close()
        receive.close()
        receive.receive_nowait()
    except trio.ClosedResourceError as exc:
        print(repr(exc), exc.__context__, exc.__cause__)


trio.run(main)
