# pins down: who is woken goes behind those who are ready; timers of one instant fire in the order they were set
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def sleeper(name, delay):
    await curio.sleep(delay)
    await log(name)


async def waiter(name, event):
    await event.wait()
    await log(name)
    await curio.sleep(0)
    await log(name, "again")


async def main():
    event = curio.Event()
    tasks = [await curio.spawn(waiter, f"w{n}", event) for n in range(3)]
    tasks += [await curio.spawn(sleeper, f"s{d}", d) for d in (3, 1, 2, 1)]
    await curio.sleep(0.5)
    tasks += [await curio.spawn(sleeper, "half", 0.5)]
    await curio.sleep(0.5)
    await log("main sets")
    await event.set()
    tasks += [await curio.spawn(sleeper, "zero", 0)]
    await log("main set")
    for t in tasks:
        await t.join()
    long = [await curio.spawn(sleeper, f"l{n}", d) for n, d in enumerate((5, 4, 5, 4.5, 5))]
    await curio.sleep(4)
    await log("main")
    long += [await curio.spawn(sleeper, "late5", 1)]
    for t in long:
        await t.join()


curio.run(main)
