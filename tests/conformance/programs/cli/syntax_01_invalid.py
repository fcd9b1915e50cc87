#? exit 2
#? stderr ^  File "syntax_01_invalid.py", line 8$
#? stderr ^    await asyncio\.sleep\(1$
#? stderr ^SyntaxError: '\(' was never closed$
import asyncio

async def main():
    await asyncio.sleep(1

asyncio.run(main())
