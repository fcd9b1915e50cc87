# pins down: join raises TaskError caused by the task's exception, wait does not, result and exception refuse before the end
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def work(delay, value=None, error=None):
    await curio.sleep(delay)
    if error:
        raise error
    return value


async def main():
    good = await curio.spawn(work, 1, "done")
    bad = await curio.spawn(work, 0.5, None, ValueError("bad"))
    for name in ("result", "exception"):
        try:
            getattr(good, name)
        except RuntimeError as exc:
            await log(name, "before the end:", exc)
    await log(good.state, good.terminated, good.cancelled, good.joined, good.name, good.id, good.parentid, good.cycles)
    await bad.wait()
    await log("waited", bad.terminated, bad.joined, repr(bad.exception))
    try:
        await bad.join()
    except curio.TaskError as exc:
        await log("join:", repr(exc), "from", repr(exc.__cause__), exc.__suppress_context__)
    try:
        bad.result
    except ValueError as exc:
        await log("result raises", repr(exc), bad.joined)
    await log(await good.join(), good.joined, good.state, good.result, good.exception)
    await log("joined again", await good.join())
    await good.wait()
    await good.cancel()
    await log(good.cancelled, good.result)


curio.run(main)
