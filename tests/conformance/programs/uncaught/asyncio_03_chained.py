# Cause and context are printed with their headings; a note comes after its exception
import asyncio


async def read():
    try:
        await asyncio.sleep(1)
        raise ConnectionError("reset")
    except ConnectionError as e:
        raise RuntimeError("read failed") from e


async def main():
    try:
        await read()
    except RuntimeError as e:
        e.add_note("while reading the configuration")
        try:
            {}["missing"]
        finally:
            raise e


asyncio.run(main())
