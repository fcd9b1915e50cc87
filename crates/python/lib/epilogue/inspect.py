

# Appended to the standard library's module: coroutines of the library models are Rust futures behind an object of their own.
def iscoroutine(object):
    """Whether the object is a coroutine, of the program's own or of a library model."""
    return isinstance(object, types.CoroutineType) or (
        type(object).__name__ == "coroutine" and hasattr(object, "cr_await")
    )


# The coroutine functions of the library models that are Rust, and so have no code to be told by.
_COROUTINE_FUNCTIONS_IN_RUST = frozenset({
    "aclose_forcefully", "cancel_shielded_checkpoint", "checkpoint", "checkpoint_if_cancelled", "sleep", "sleep_forever",
    "sleep_until", "to_thread", "wait", "wait_all_tasks_blocked", "wait_for", "wait_task_rescheduled",
    "Barrier.abort", "Barrier.reset", "Barrier.wait", "CapacityLimiter.acquire", "CapacityLimiter.acquire_on_behalf_of",
    "Condition.acquire", "Condition.wait", "Condition.wait_for", "Event.wait", "Lock.acquire",
    "MemoryReceiveChannel.aclose", "MemoryReceiveChannel.receive", "MemorySendChannel.aclose", "MemorySendChannel.send",
    "Nursery.start", "ParkingLot.park", "Queue.get", "Queue.join", "Queue.put", "Semaphore.acquire",
})
_iscoroutinefunction_in_python = iscoroutinefunction


def iscoroutinefunction(obj):
    """Whether the object is a coroutine function, of the program's own or of a library model."""
    if _iscoroutinefunction_in_python(obj):
        return True
    obj = functools._unwrap_partial(obj)
    if not isbuiltin(obj) and not ismethoddescriptor(obj):
        return False
    if getattr(obj, "__qualname__", None) not in _COROUTINE_FUNCTIONS_IN_RUST:
        return False
    owner = getattr(obj, "__objclass__", None) or type(getattr(obj, "__self__", None))
    module = getattr(obj, "__module__", None) or owner.__module__
    return module.partition(".")[0] in ("asyncio", "_asyncio", "trio", "_trio")
