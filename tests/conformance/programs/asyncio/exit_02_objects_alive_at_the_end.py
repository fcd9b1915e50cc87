# What a program leaves alive is finalised at its end: callbacks of atexit first, then objects, generators and coroutines, oldest first
import asyncio, atexit, weakref, gc
class D:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)
a = D("global a")
class Holder: pass
h = Holder(); h.x = D("attr of instance")
Holder.y = D("class attr")
cyc = D("cycle"); cyc.me = cyc
def gen():
    try:
        yield 1
    finally:
        print("gen finally")
g = gen(); next(g)
async def co():
    try:
        await asyncio.sleep(10)
    finally:
        print("co finally")
c = co()
async def main():
    global t
    print("main")
loop = asyncio.new_event_loop()
t = loop.create_task(co(), name="pending")
loop.run_until_complete(asyncio.sleep(0))
fin = weakref.finalize(h, print, "finalize h")
atexit.register(print, "atexit 1")
atexit.register(lambda: print("atexit 2"))
z = D("global z")
lst = [D("in list 1"), D("in list 2")]
asyncio.run(main())
print("end")
