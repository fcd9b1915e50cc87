# pins down: SystemExit or KeyboardInterrupt in a task leaves the kernel at once, and the shutdown cancels everybody, main too
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def leaves(error):
    await curio.sleep(0.5)
    raise error


async def bystander(name):
    try:
        await curio.sleep(10)
    finally:
        await log(name, "cleans up")


async def main(error):
    try:
        await curio.spawn(bystander, "older")
        await curio.spawn(leaves, error)
        await curio.spawn(bystander, "younger")
        await curio.sleep(10)
    except BaseException as exc:
        await log("main sees", repr(exc))
        raise


for error in (SystemExit(3), KeyboardInterrupt("stop")):
    try:
        curio.run(main, error)
    except BaseException as exc:
        print("left run:", repr(exc))


async def exits():
    raise SystemExit("from main")


try:
    curio.run(exits)
except SystemExit as exc:
    print("left run:", repr(exc))
