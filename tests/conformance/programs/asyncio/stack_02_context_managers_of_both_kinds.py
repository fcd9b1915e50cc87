# exit stacks and context managers of both kinds: the order of exits, what each one sees, and misuse
import asyncio, contextlib, sys


class R:

    def __init__(s, n, fail=None, sup=False):
        s.n, s.fail, s.sup = (n, fail, sup)

    def __enter__(s):
        print('enter', s.n)
        return s.n

    def __exit__(s, t, e, tb):
        print('exit', s.n, t and t.__name__, e)
        if s.fail:
            raise s.fail
        return s.sup

    async def __aenter__(s):
        await asyncio.sleep(0.1)
        print('aenter', s.n)
        return s.n

    async def __aexit__(s, t, e, tb):
        await asyncio.sleep(0.1)
        return s.__exit__(t, e, tb)


@contextlib.asynccontextmanager

async def acm(n):
    print('acm in', n)
    try:
        yield n
    except ValueError as e:
        print('acm caught', e)
        raise KeyError(n) from e
    finally:
        print('acm out', n)


@contextlib.contextmanager

def cm(n):
    try:
        yield n
    finally:
        print('cm out', n, sys.exception())


def chain(e, d=0):
    while e is not None:
        print('  ' * d, repr(e), 'cause', repr(e.__cause__), 'ctx', repr(e.__context__), e.__suppress_context__)
        e = e.__context__
        d += 1


async def main():
    try:
        async with contextlib.AsyncExitStack() as st:
            print(st.enter_context(R(1)))
            print(await st.enter_async_context(R(2, fail=OSError('two'))))
            st.callback(print, 'cb', end='!\n')

            async def acb(*a, **k):
                await asyncio.sleep(0.1)
                print('acb', a, k)
            st.push_async_callback(acb, 1, k=2)
            st.push(lambda t, e, tb: print('push', t, e))
            st.push_async_exit(R(5))
            await st.enter_async_context(acm('A'))
            st.enter_context(cm('B'))
            raise ValueError('body')
    except BaseException as e:
        chain(e)
    st = contextlib.AsyncExitStack()
    await st.enter_async_context(R(7, sup=True))
    st2 = st.pop_all()
    await st.aclose()
    print('closed empty')
    await st2.aclose()
    try:
        with contextlib.ExitStack() as s:
            s.enter_context(3)
    except TypeError as e:
        print(e)
    try:
        async with contextlib.AsyncExitStack() as s:
            await s.enter_async_context(R)
    except TypeError as e:
        print(e)
    try:
        with acm(3):
            pass
    except TypeError as e:
        print(e)
    try:
        async with cm(3):
            pass
    except TypeError as e:
        print(e)
    with contextlib.suppress(ZeroDivisionError, KeyError) as x:
        print(x)
        {}[1]
    with contextlib.suppress(ValueError):
        raise ExceptionGroup('g', [ValueError(1), ValueError(2)])
    try:
        with contextlib.suppress(ValueError):
            raise ExceptionGroup('g', [ValueError(1), TypeError(2)])
    except ExceptionGroup as e:
        print(repr(e))
    async with contextlib.nullcontext(4) as v:
        print(v)

    class Cl:

        async def aclose(self):
            print('aclose')

        def close(self):
            print('close')
    async with contextlib.aclosing(Cl()):
        pass
    with contextlib.closing(Cl()):
        pass

    @acm('deco')
    async def f():
        print('in f')
        return 3
    print(await f(), await f())

    @contextlib.asynccontextmanager
    async def two():
        yield 1
        yield 2
    try:
        async with two():
            pass
    except RuntimeError as e:
        print(e)

    @contextlib.asynccontextmanager
    async def none():
        if 0:
            yield
    try:
        async with none():
            pass
    except RuntimeError as e:
        print(e)

    @contextlib.asynccontextmanager
    async def sw():
        try:
            yield
        except Exception as e:
            print('swallowed', e)
    async with sw():
        raise LookupError('x')
    try:
        async with sw():
            raise StopAsyncIteration('y')
    except StopAsyncIteration as e:
        print('no', e)
    import io
    with contextlib.redirect_stdout(io.StringIO()) as o:
        print('hidden')
    print(repr(o.getvalue()))
asyncio.run(main())
