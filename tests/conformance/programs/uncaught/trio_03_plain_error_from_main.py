# trio: an error of main itself comes out bare
import trio


async def main():
    await trio.sleep(1)
    print("before")
    assert trio.current_time() < 1, "too late"


trio.run(main)
