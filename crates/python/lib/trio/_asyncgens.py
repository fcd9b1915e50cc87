"""Async generators that were begun in a run: who is alive, and how those that nobody finished are closed.

Owns: the rules of `trio/_core/_asyncgens.py`, on Python's own hooks; cold. Must not know: the runner, but through the
functions of `_trio`. Where trio walks a set, generators are closed oldest first.
"""

import weakref

import _trio

# Weak references, by number, in the order in which the generators were begun.
_alive = {}
_foreign = set()
_trailing = []
_numbers = 0


def reset():
    """The run is over."""
    _alive.clear()
    _foreign.clear()
    _trailing.clear()


def _name(agen):
    code = getattr(agen, "ag_code", None)
    if code is None:
        return repr(agen)
    frame = agen.ag_frame
    module = frame.f_globals.get("__name__") if frame is not None else None
    return f"{module or f'<{code.co_filename}>'}.{agen.__qualname__}"


def firstiter(agen):
    """A generator is begun: it is trio's if a task began it."""
    global _numbers
    if not _trio.in_trio_task():
        _foreign.add(id(agen))
        return
    _numbers += 1
    number = _numbers
    _alive[number] = weakref.ref(agen, lambda _ref: _alive.pop(number, None))


def finalizer(agen):
    """Nobody holds a generator that is not finished: a system task closes it."""
    if id(agen) in _foreign:
        _foreign.remove(id(agen))
        closer = agen.aclose()
        try:
            closer.send(None)
        except StopIteration:
            return
        raise RuntimeError(
            f"Non-Trio async generator {_name(agen)!r} awaited something during finalization; install a finalization "
            "hook to support this, or wrap it in 'async with aclosing(...):'"
        )
    name = _name(agen)
    _trio.run_sync_soon(_finalize_in_trio_context, agen, name)
    import warnings

    warnings.warn(
        f"Async generator {name!r} was garbage collected before it had been exhausted. Surround its use in "
        "'async with aclosing(...):' to ensure that it gets cleaned up as soon as you're done using it.",
        ResourceWarning, stacklevel=2, source=agen,
    )


def _finalize_in_trio_context(agen, name):
    try:
        _trio.spawn_system_task(_finalize_one, agen, name, name=f"close asyncgen {name} (abandoned)")
    except RuntimeError:
        # The system nursery is closed: it joins those that are closed at the very end.
        _trailing.append(agen)


async def finalize_remaining():
    """Closes what is still alive, and what begins meanwhile."""
    while True:
        batch = [agen for ref in list(_alive.values()) if (agen := ref()) is not None]
        batch += _trailing
        _alive.clear()
        _trailing.clear()
        if not batch:
            return
        for agen in batch:
            await _finalize_one(agen, _name(agen))


async def _finalize_one(agen, name):
    try:
        with _trio.CancelScope(shield=True) as scope:
            scope.cancel(reason="disallow async work when closing async generators during trio shutdown")
            await agen.aclose()
    except BaseException:
        import logging

        logging.getLogger("trio.async_generator_errors").exception(
            "Exception ignored during finalization of async generator %r -- surround your use of the generator in "
            "'async with aclosing(...):' to raise exceptions like this in the context where they're generated",
            name,
        )
