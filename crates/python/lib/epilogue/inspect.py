

def iscoroutine(object):
    """Whether the object is a coroutine, of the program's own or of a library model."""
    return isinstance(object, types.CoroutineType) or (
        type(object).__name__ == "coroutine" and hasattr(object, "cr_await")
    )
