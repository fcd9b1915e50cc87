# pins down: streams that are closed, cloned and refused at each moment; stapled, buffered and text streams; typed attributes
import anyio, time
from anyio import (
    BrokenResourceError,
    BusyResourceError,
    CancelScope,
    CapacityLimiter,
    ClosedResourceError,
    Condition,
    DelimiterNotFound,
    EndOfStream,
    Event,
    IncompleteRead,
    Lock,
    ResourceGuard,
    Semaphore,
    TASK_STATUS_IGNORED,
    TypedAttributeLookupError,
    TypedAttributeProvider,
    TypedAttributeSet,
    WouldBlock,
    aclose_forcefully,
    create_memory_object_stream,
    create_task_group,
    current_effective_deadline,
    current_time,
    fail_after,
    get_all_backends,
    get_cancelled_exc_class,
    get_current_task,
    get_running_tasks,
    move_on_after,
    sleep,
    sleep_forever,
    sleep_until,
    typed_attribute,
    wait_all_tasks_blocked,
)
import anyio.streams.memory
import anyio.streams.stapled
import anyio.streams.buffered
import anyio.streams.text
from anyio.abc import ObjectStream, Listener
from anyio.streams.stapled import StapledObjectStream
from anyio.streams.buffered import BufferedByteReceiveStream
from anyio.streams.text import TextSendStream, TextReceiveStream

BACKEND = "asyncio"


def log(*a):
    print(f"{time.monotonic():.2f}", *a)


async def tr(f, *a):
    try:
        log("->", await f(*a))
    except BaseException as e:
        log(type(e).__name__, repr(e))


def ts(f, *a):
    try:
        log("->", f(*a))
    except BaseException as e:
        log(type(e).__name__, repr(e))


async def main():
    s, r = create_memory_object_stream(1)
    await s.send(1)
    ts(s.send_nowait, 2)
    log(s.statistics())
    log(await r.receive())
    ts(r.receive_nowait)
    s2, r2 = s.clone(), r.clone()
    log(s.statistics().open_send_streams, r.statistics().open_receive_streams)
    s.close()
    ts(s.send_nowait, 1)
    await tr(s.send, 1)
    ts(s.clone)
    s.close()
    s2.send_nowait("x")
    s2.close()
    log(await r.receive())
    await tr(r.receive)
    ts(r.receive_nowait)
    r.close()
    await tr(r.receive)
    ts(r.receive_nowait)
    ts(r.clone)
    r2.close()
    s, r = create_memory_object_stream(0)
    r.close()
    await tr(s.send, 1)
    ts(s.send_nowait, 1)
    s.close()
    s, r = create_memory_object_stream(0)
    async with create_task_group() as tg:

        async def recv(n):
            async with r.clone() as rr:
                async for x in rr:
                    log(n, "got", x)
                    await sleep(0.5)
                log(n, "end")

        tg.start_soon(recv, "A")
        tg.start_soon(recv, "B")
        await sleep(0)
        await wait_all_tasks_blocked()
        log(r.statistics())
        async with s:
            for i in range(5):
                await s.send(i)
                log("sent", i)
    r.close()
    s, r = create_memory_object_stream(2)
    async with create_task_group() as tg:
        with move_on_after(1):
            for i in range(5):
                await s.send(i)
        log(s.statistics())
        tg.start_soon(s.send, 9)
        await wait_all_tasks_blocked()
        log(s.statistics())
        r.close()
        await wait_all_tasks_blocked()
        log("x")
    s.close()


async def main2():
    try:
        await main()
    except BaseException as e:
        log("main", repr(e))
    a, b = create_memory_object_stream(5)
    st = StapledObjectStream(a, b)
    await st.send(3)
    log(await st.receive(), st.extra_attributes)
    await st.send_eof()
    await tr(st.receive)
    await st.aclose()
    a, b = create_memory_object_stream[bytes](9)
    br = BufferedByteReceiveStream(b)
    await a.send(b"hello\nworld\nrest")
    await a.send(b"more\nlast")
    log(await br.receive_until(b"\n", 10), br.buffer)
    log(await br.receive_exactly(3))
    await tr(br.receive_until, b"\n", 2)
    log(await br.receive_until(b"\n", 99))
    log(await br.receive(2))
    a.close()
    await tr(br.receive_exactly, 20)
    await tr(br.receive_until, b"#", 100)
    log(br.buffer)
    await tr(br.receive)
    await br.aclose()
    br.feed_data(b"zz") if hasattr(br, "feed_data") else log("no feed")
    log(br.buffer)
    a, b = create_memory_object_stream[bytes](9)
    ts_, tr_ = TextSendStream(a), TextReceiveStream(b)
    await ts_.send("åäö")
    log(await tr_.receive())
    x = "é".encode()
    await a.send(x[:1])
    await a.send(x[1:])
    log(await tr_.receive())
    await ts_.aclose()
    await tr(tr_.receive)
    await tr_.aclose()
    log(repr(ts_)[:60], ts_.encoding, ts_.errors)

    class A(TypedAttributeSet):
        n: int = typed_attribute()
        s: str = typed_attribute()

    class P(TypedAttributeProvider):
        @property
        def extra_attributes(self):
            return {A.n: lambda: 4, A.s: boom}

    def boom():
        raise KeyError("b")

    p = P()
    ts(p.extra, A.n)
    ts(p.extra, A.s)
    ts(p.extra, A.s, 8)

    class Q(TypedAttributeProvider):
        pass

    q = Q()
    try:
        q.extra(A.n)
    except TypedAttributeLookupError as e:
        log(repr(e), str(e))
    log(q.extra(A.n, 5), list(q.extra_attributes))
    try:

        class Bad(TypedAttributeSet):
            z = typed_attribute()

    except TypeError as e:
        log(e)
    try:

        class R(ObjectStream):
            pass

        R()
    except TypeError as e:
        log(e)

    class L(Listener):
        async def serve(self, h, g=None):
            pass

        async def aclose(self):
            log("closing")
            await sleep(1)
            log("no")

    await aclose_forcefully(L())
    log("forced", get_current_task().has_pending_cancellation())


anyio.run(main2, backend=BACKEND)
