#? exit 130
#? stdout ^main is cancelled$
#? stderr ^KeyboardInterrupt$
import asyncio
import signal


async def main():
    signal.raise_signal(signal.SIGINT)
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError:
        print("main is cancelled")
        raise


asyncio.run(main())
