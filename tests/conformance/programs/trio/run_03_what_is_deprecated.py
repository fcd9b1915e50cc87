# What is deprecated says so: the category, the text, the place.
import warnings

import trio
import trio.lowlevel


async def fails():
    raise ValueError("x")


async def main():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        async with trio.open_nursery(strict_exception_groups=False) as nursery:
            nursery.start_soon(trio.sleep, 0)
        queue = trio.lowlevel.UnboundedQueue()
    for warning in caught:
        print(warning.category.__name__, warning.message, warning.filename.endswith("run_03_what_is_deprecated.py"), warning.lineno)
    print(trio.TrioDeprecationWarning.__mro__)


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    trio.run(main, strict_exception_groups=False)
for warning in caught:
    print(warning.category.__name__, warning.message)
with warnings.catch_warnings():
    warnings.simplefilter("error")
    try:
        trio.run(main, strict_exception_groups=False)
    except trio.TrioDeprecationWarning as error:
        print("error:", error)
print(trio.__version__, isinstance(trio.WouldBlock(), Exception), issubclass(trio.Cancelled, Exception), trio.RunFinishedError.__mro__[1].__name__)
for name in ("nothing", "Queue", "BlockingTrioPortal", "MultiError", "run_sync_in_worker_thread"):
    try:
        getattr(trio, name)
    except AttributeError as error:
        print(error)
try:
    from trio import MultiError
except ImportError as error:
    print(str(error).split(" (")[0])
