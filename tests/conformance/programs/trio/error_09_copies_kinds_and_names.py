# Exceptions and statistics copied, compared, shown; classes and their relations.
import copy
import inspect

import trio
import trio.abc
import trio.lowlevel
import trio.testing


def attempt(label, fn):
    try:
        print(label, fn())
    except BaseException as error:
        print(label, type(error).__name__, error)


async def main():
    with trio.CancelScope() as scope:
        scope.cancel("why")
        try:
            await trio.sleep(1)
        except trio.Cancelled as error:
            for kept in (copy.copy(error), copy.deepcopy(error)):
                print(kept.source, kept.reason, kept.source_task == error.source_task, kept is error, kept == error, type(kept) is trio.Cancelled)
            print(error.with_traceback(None) is error, error.__traceback__)
            raise
    for error in (trio.WouldBlock(), trio.EndOfChannel("a", 1), trio.ClosedResourceError("c"), trio.BrokenResourceError(), trio.BusyResourceError("b"), trio.TooSlowError(), trio.RunFinishedError("r"), trio.TrioInternalError("t")):
        again = copy.copy(error)
        print(repr(again), again.args == error.args, type(error).__mro__[1].__name__, type(error).__module__)
    send, receive = trio.open_memory_channel(1)
    attempt("deepcopy", lambda: copy.deepcopy(send.statistics()) == send.statistics())
    attempt("copy", lambda: copy.copy(trio.Event().statistics()))
    for thing, kind in ((send, trio.abc.SendChannel), (receive, trio.abc.ReceiveChannel), (send, trio.abc.AsyncResource), (send, trio.abc.Channel),
                        (trio.testing.MockClock(), trio.abc.Clock), (trio.testing.MemorySendStream(), trio.abc.SendStream),
                        (trio.testing.memory_stream_pair()[0], trio.abc.HalfCloseableStream), (trio.lowlevel.current_clock(), trio.abc.Clock)):
        print(kind.__name__, isinstance(thing, kind), issubclass(type(thing), kind))
    for fn in (trio.sleep, trio.lowlevel.checkpoint, trio.Event().wait, trio.to_thread.run_sync, main, trio.sleep_forever):
        print(getattr(fn, "__name__", fn), inspect.iscoroutinefunction(fn), callable(fn))
    coro = trio.sleep(1)
    print(type(coro).__name__, inspect.iscoroutine(coro), inspect.isawaitable(coro), coro.__name__, coro.__qualname__, coro.cr_running)
    coro.close()
    attempt("abstract", lambda: trio.abc.Instrument().before_run())
    attempt("generic", lambda: trio.abc.SendChannel[int])
    for name in ("sleep", "open_nursery", "move_on_after", "fail_after", "Event", "current_time"):
        thing = getattr(trio, name)
        print(thing.__name__, thing.__module__, thing.__qualname__)
    for name in ("checkpoint", "current_task", "ParkingLot", "RunVar", "spawn_system_task"):
        thing = getattr(trio.lowlevel, name)
        print(thing.__name__, thing.__module__, thing.__qualname__)
    print(trio.Event() == trio.Event(), len({trio.Event(), trio.Event()}), trio.Lock() != trio.Lock())
    print(bool(trio.Lock()), bool(trio.Semaphore(0)), bool(send), bool(trio.CancelScope()))
    attempt("bool", lambda: bool(trio.Event()))
    attempt("copy", lambda: type(copy.copy(trio.TASK_STATUS_IGNORED)).__name__)


trio.run(main)
