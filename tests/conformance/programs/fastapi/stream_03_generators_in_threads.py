# pins down: generators, iterators and context managers of every kind that run in threads: what they sleep stops nobody
import asyncio, time, threading, contextlib, functools
import anyio, httpx
from fastapi import *
from fastapi.responses import *
def log(m): print(f"{time.monotonic():.2f} {m}")
app = FastAPI()
# generators run in threads: nested functions, closures, loops, try/finally, comprehension, yield from
def lines(n):
    total = 0
    def bump(k):
        nonlocal total
        time.sleep(0.05); total += k
        return total
    try:
        for i in range(n):
            yield f"{bump(i)},"
        yield from sub(2)
        yield f"{[bump(k) for k in (1,2)]}"
    finally:
        time.sleep(0.1); log("lines closed")
def sub(n):
    for i in range(n):
        time.sleep(0.1); log(f"sub {i}")
        yield f"s{i};"
@app.get("/lines")
def get_lines(n: int = 2):
    return StreamingResponse(lines(n), media_type="text/plain")
@app.get("/genexp")
def genexp():
    return StreamingResponse((str(i) for i in range(3)))
@app.get("/list")
def lst():
    return StreamingResponse(["a", "b"])
class It:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        time.sleep(0.1); self.n += 1
        if self.n > 2: raise StopIteration
        return str(self.n)
@app.get("/it")
def it(): return StreamingResponse(It())
@app.get("/inthread")
def inthread():
    out = []
    for x in sub(2): out.append(x)
    return out
@app.get("/fail")
def fail():
    def g():
        yield "a"
        time.sleep(0.1)
        raise ValueError("mid")
    return StreamingResponse(g())
@contextlib.contextmanager
def cm(n):
    time.sleep(0.05); log(f"cm {n} in")
    try: yield n
    finally:
        time.sleep(0.05); log(f"cm {n} out")
def dep():
    with cm(1) as a, cm(2) as b:
        yield a + b
@app.get("/cm")
def usecm(d=Depends(dep)):
    with cm(3) as c:
        return d + c
def dep_ret():
    x = yield_value()
    yield x
    return 5
def yield_value(): time.sleep(0.05); return "yv"
@app.get("/ret")
async def ret(d=Depends(dep_ret)): return d
def noyield():
    if False: yield 1
@app.get("/noyield")
async def ny(d=Depends(noyield)): return d
def twoyield():
    yield 1
    yield 2
@app.get("/two")
async def ty(d=Depends(twoyield)): return d
async def atwo():
    yield 1
    yield 2
@app.get("/atwo")
async def aty(d=Depends(atwo)): return d
@app.get("/stop")
def stop(): raise StopIteration(3)
@app.get("/astop")
async def astop(): raise StopAsyncIteration(3)
async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        async def tick():
            for _ in range(3): await asyncio.sleep(0.07); log("tick")
        for p in ("/lines","/genexp","/list","/it","/inthread","/fail","/cm","/ret","/noyield","/two","/atwo","/stop","/astop"):
            t = asyncio.create_task(tick())
            try:
                r = await client.get(p); log(f"{p} {r.status_code} {r.text}")
            except BaseException as e: log(f"{p} {e!r}")
            await t
asyncio.run(main())
