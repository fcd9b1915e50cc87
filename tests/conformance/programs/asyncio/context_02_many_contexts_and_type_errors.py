# Context variables over many short-lived tasks and callbacks; texts of TypeErrors of await, with and for
import asyncio, contextvars
v = contextvars.ContextVar("v", default="d"); w = contextvars.ContextVar("w")
async def one(i):
    r = [v.get()]
    if i % 3 == 0: v.set(i)
    await asyncio.sleep(0); r.append(v.get())
    if i % 2: w.set(i)
    await asyncio.sleep(0.01); r.append((v.get(), w.get(None)))
    return r
async def main():
    for i in range(12): print(i, await asyncio.create_task(one(i)), v.get())
    print(await asyncio.gather(*(one(i) for i in range(12))))
    v.set("main"); out = []
    loop = asyncio.get_running_loop()
    for i in range(6):
        loop.call_soon(lambda i=i: (out.append(v.get()), v.set(i) if i % 2 else None, out.append(v.get())))
    await asyncio.sleep(0); print(out, v.get())
    tok = v.set("t"); print(v.get(), tok.old_value); v.reset(tok); print(v.get())
    async def nest(n):
        t = v.set(n)
        if n: await asyncio.create_task(nest(n - 1))
        await asyncio.sleep(0); assert v.get() == n; return v.get()
    print(await nest(4), v.get(), len(contextvars.copy_context()))
    try: w.get()
    except LookupError as e: print("LE")
    with_lock = asyncio.Lock()
    try:
        with with_lock: pass
    except TypeError as e: print(e)
    try: await 5
    except TypeError as e: print(e)
    try: await None
    except TypeError as e: print(e)
    try:
        async for x in [1]: pass
    except TypeError as e: print(e)
    try:
        async with 3: pass
    except TypeError as e: print(e)
asyncio.run(main())
