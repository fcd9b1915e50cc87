

# Appended to the standard library's module: coroutines of the library models are Rust futures behind an object of their own.
def iscoroutine(object):
    """Whether the object is a coroutine, of the program's own or of a library model."""
    return isinstance(object, types.CoroutineType) or (
        type(object).__name__ == "coroutine" and hasattr(object, "cr_await")
    )
