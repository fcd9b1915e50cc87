# trio: TooSlowError is raised during handling of the Cancelled
import trio


async def main():
    with trio.fail_after(2):
        await trio.sleep_forever()


trio.run(main)
