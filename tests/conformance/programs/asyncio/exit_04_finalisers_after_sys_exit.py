# After sys.exit() too everything is finalised while the interpreter is whole; weak references that die with their object call nobody
import asyncio, sys, weakref
class D:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n, sys.is_finalizing(), D is not None, print is not None)
x = D("x")
def boom():
    local = D("local of frame")
    raise ValueError("boom")
def note(r): print("weakref callback")
class O: pass
o = O()
r = weakref.ref(o, note)
try:
    boom()
except ValueError as e:
    keep = e
async def left():
    try:
        await asyncio.sleep(100)
    finally:
        print("left's finally")
cor = left()
cor.send
async def main():
    global it
    it = left().__await__()
    next(it)
asyncio.run(main())
print("end")
sys.exit(0)
