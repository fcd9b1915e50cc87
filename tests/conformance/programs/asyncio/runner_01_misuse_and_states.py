# Runner and run: every misuse with its words, what survives between runs, and what the shutdown does
import asyncio
import contextvars

var = contextvars.ContextVar("var", default="unset")


async def value(x):
    return x


async def change(x):
    before = var.get()
    var.set(x)
    return before


def attempt(title, call):
    try:
        print(title, repr(call()))
    except BaseException as e:
        print(title, type(e).__name__, e)


async def leaves_task():
    async def left():
        try:
            await asyncio.sleep(100)
        except asyncio.CancelledError:
            print("  left behind is cancelled")
            raise RuntimeError("in its cleanup")
    asyncio.create_task(left(), name="left")
    await asyncio.sleep(0)


def handler(loop, context):
    print("  handler:", context["message"], {k: repr(v)[:40] for k, v in sorted(context.items()) if k not in ("message", "task")})


runner = asyncio.Runner(debug=True)
attempt("close before use", runner.close)
attempt("close again", runner.close)
runner = asyncio.Runner(debug=True)
with runner as same:
    print(same is runner)
    print("debug", runner.get_loop().get_debug())
    attempt("run", lambda: runner.run(value(1)))
    attempt("context", lambda: (runner.run(change("a")), runner.run(change("b")), var.get()))
    own = contextvars.copy_context()
    attempt("own context", lambda: (runner.run(change("c"), context=own), own[var], runner.run(change("d"))))
    attempt("no coroutine", lambda: runner.run(42))
    runner.get_loop().set_exception_handler(handler)
    attempt("leaves", lambda: runner.run(leaves_task()))
    async def inside():
        coro = value(2)
        try:
            runner.run(coro)
        finally:
            coro.close()
    attempt("inside", lambda: runner.run(inside()))
    async def run_inside():
        coro = value(2)
        try:
            asyncio.run(coro)
        finally:
            coro.close()
    attempt("run inside", lambda: runner.run(run_inside()))
coro = value(3)
attempt("closed", lambda: runner.run(coro))
attempt("closed loop", lambda: runner.get_loop())
coro.close()
attempt("enter closed", lambda: runner.__enter__())
attempt("run 42", lambda: asyncio.run(42))
attempt("run None", lambda: asyncio.run(None))
coro = value(4)
print(asyncio.run(coro))
attempt("twice", lambda: asyncio.run(coro))


def factory():
    loop = asyncio.new_event_loop()
    print("  factory")
    return loop


attempt("factory", lambda: asyncio.run(value("made"), loop_factory=factory))
async def debug():
    return asyncio.get_running_loop().get_debug()
attempt("debug", lambda: (asyncio.run(debug(), debug=True), asyncio.run(debug(), debug=False), asyncio.run(debug())))
async def exits():
    raise SystemExit("bye")
attempt("exit", lambda: asyncio.run(exits()))
async def interrupts():
    raise KeyboardInterrupt
attempt("interrupt", lambda: asyncio.run(interrupts()))
async def cancels_itself():
    asyncio.current_task().cancel("self")
    await asyncio.sleep(1)
attempt("cancelled", lambda: asyncio.run(cancels_itself()))
async def stops():
    asyncio.get_running_loop().stop()
    await asyncio.sleep(1)
attempt("stopped", lambda: asyncio.run(stops()))
loop = asyncio.new_event_loop()
attempt("until", lambda: loop.run_until_complete(value(5)))
loop.close()
coro = value(6)
attempt("until closed", lambda: loop.run_until_complete(coro))
coro.close()
attempt("call_soon closed", lambda: loop.call_soon(print))
attempt("get_event_loop", lambda: asyncio.get_running_loop())
