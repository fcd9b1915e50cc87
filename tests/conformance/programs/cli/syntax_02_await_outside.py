#? exit 2
#? stderr File "syntax_02_await_outside.py", line 7$
#? stderr ^SyntaxError: 'await' outside async function$
import asyncio

def main():
    await asyncio.sleep(1)

asyncio.run(main())
