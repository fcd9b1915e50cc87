#? exit 3
#? stdout ^bye$
#? not stderr Traceback
import asyncio
import sys


async def main():
    print("bye")
    sys.exit(3)


asyncio.run(main())
