#? exit 3
#? stdout ^0.00 waits$
#? stderr ^espalier: deadlock: all 2 tasks wait for something that can no longer happen$
import curio


async def waits(result):
    try:
        print(f"{await curio.clock():.2f}", "waits")
        await result.unwrap()
    finally:
        print("no last word")


async def main():
    t = await curio.spawn(waits, curio.Result())
    await t.join()


curio.run(main)
