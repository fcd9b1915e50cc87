#? exit 3
#? stderr (?i)(events|turns|steps)
import trio


async def main():
    while True:
        await trio.lowlevel.checkpoint()


trio.run(main)
