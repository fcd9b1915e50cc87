# pins down: Result and UniversalResult: unwrap before and after, exceptions, reprs
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


def strip(text):
    return text.split(" object at ")[0] + (text[text.index(">,"):] if ">," in text else text[text.index(","):])


async def waits(result, name):
    try:
        await log(name, "got", await result.unwrap())
    except ValueError as exc:
        await log(name, "raised", repr(exc), exc.__suppress_context__)


async def main():
    for kind in (curio.Result, curio.UniversalResult):
        result = kind()
        await log(strip(repr(result)), result.is_set())
        tasks = [await curio.spawn(waits, result, n) for n in "ab"]
        await curio.sleep(1)
        await result.set_value({"x": 1})
        await log(strip(repr(result)), result.is_set())
        for t in tasks:
            await t.join()
        await waits(result, "late")
        result = kind()
        tasks = [await curio.spawn(waits, result, n) for n in "cd"]
        await curio.sleep(1)
        await tasks[0].cancel()
        await result.set_exception(ValueError("no"))
        await log(strip(repr(result)))
        for t in tasks:
            await t.wait()
        await waits(result, "late")
        await log(await curio.ignore_after(1, kind().unwrap))


curio.run(main)
