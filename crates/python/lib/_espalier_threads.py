"""How a worker thread's job is driven on one real thread."""


async def body(function, /, *args, **kwargs):
    return function(*args, **kwargs)
