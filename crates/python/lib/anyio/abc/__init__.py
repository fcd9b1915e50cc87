"""anyio.abc: what streams, resources and task groups are. Owns: the names; loaded one by one, as programs ask."""

_WHERE = {
    "AsyncResource": "_resources",
    "TaskGroup": "_tasks",
    "TaskStatus": "_tasks",
    **dict.fromkeys(
        ("AnyByteReceiveStream", "AnyByteSendStream", "AnyByteStream", "AnyByteStreamConnectable",
         "AnyUnreliableByteReceiveStream", "AnyUnreliableByteSendStream", "AnyUnreliableByteStream", "ByteReceiveStream",
         "ByteSendStream", "ByteStream", "ByteStreamConnectable", "Listener", "ObjectReceiveStream", "ObjectSendStream",
         "ObjectStream", "ObjectStreamConnectable", "UnreliableObjectReceiveStream", "UnreliableObjectSendStream",
         "UnreliableObjectStream"),
        "_streams",
    ),
}
_MOVED = {
    **dict.fromkeys(("CapacityLimiter", "Condition", "Event", "Lock", "Semaphore", "CancelScope"), "anyio"),
    "BlockingPortal": "anyio.from_thread",
}
__all__ = sorted(_WHERE)


def __dir__():
    return __all__


def __getattr__(name):
    import sys

    if name in _WHERE:
        module = f"anyio.abc.{_WHERE[name]}"
    elif name in _MOVED:
        module = _MOVED[name]
    else:
        raise AttributeError(f"module 'anyio.abc' has no attribute {name!r}")
    __import__(module)
    value = globals()[name] = getattr(sys.modules[module], name)
    if name in _WHERE and getattr(value, "__module__", "").startswith("anyio.abc."):
        value.__module__ = "anyio.abc"
    return value
