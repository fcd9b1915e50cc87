# exception groups: split, subgroup, derive, notes, except*, and as tracebacks print them
import asyncio, traceback, sys


def inner(n):
    raise ValueError(f'v{n}')


async def child(n):
    await asyncio.sleep(n)
    try:
        inner(n)
    except ValueError as e:
        raise KeyError(n) from e


async def cleanup():
    try:
        await asyncio.sleep(10)
    finally:
        raise OSError('cleanup')


def show(eg, d=0):
    print(' ' * d, type(eg).__name__, str(eg), eg.__notes__ if hasattr(eg, '__notes__') else '')
    if isinstance(eg, BaseExceptionGroup):
        for e in eg.exceptions:
            show(e, d + 2)


async def main():
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(child(1))
            tg.create_task(cleanup())
    except* KeyError as eg:
        show(eg)
        for e in eg.exceptions:
            print(repr(e.__cause__), [f.name for f in traceback.extract_tb(e.__traceback__)], [f.name for f in traceback.extract_tb(e.__cause__.__traceback__)])
    except* OSError as eg:
        show(eg)
        print(repr(eg.exceptions[0].__context__))
    eg = ExceptionGroup('top', [ValueError(1), ExceptionGroup('mid', [TypeError(2), ValueError(3), ExceptionGroup('low', [KeyError(4)])]), OSError(5)])
    eg.add_note('a note')
    eg.exceptions[0].add_note('n1\nn2')
    print(eg.split(ValueError))
    a, b = eg.split(ValueError)
    show(a)
    show(b)
    print(eg.subgroup(lambda e: isinstance(e, (KeyError, OSError))))
    show(eg.subgroup((KeyError,)))
    print(eg.subgroup(RuntimeError), eg.split(RuntimeError)[0])
    show(eg.derive([RuntimeError(7)]))

    class MyG(ExceptionGroup):

        def __new__(cls, msg, excs, code=0):
            s = super().__new__(cls, msg, excs)
            s.code = code
            return s

        def derive(self, excs):
            return MyG(self.message, excs, self.code)
    try:
        try:
            raise MyG('my', [ValueError(1), TypeError(2)], 42)
        except* ValueError as e:
            print(type(e).__name__, e.code, e.exceptions)
            raise
    except BaseException as e:
        show(e)
        print(type(e).__name__, getattr(e, 'code', None))
    try:
        try:
            raise ExceptionGroup('x', [ValueError(1), TypeError(2)])
        except* ValueError as e:
            raise LookupError('new')
    except ExceptionGroup as e:
        show(e)
        print(repr(e.exceptions[0].__context__), repr(e.__context__), repr(e.__cause__))
        traceback.print_exception(e, file=sys.stdout)
    try:
        try:
            raise ValueError('naked')
        except* ValueError as e:
            print(repr(e))
            raise
    except BaseException as e:
        print(repr(e))
    traceback.print_exception(eg, file=sys.stdout)
    print(''.join(traceback.format_exception_only(eg)))
    print(''.join(traceback.format_exception_only(eg, show_group=True)))
    for bad in (lambda: ExceptionGroup('m', []), lambda: ExceptionGroup('m', [1]), lambda: ExceptionGroup('m', [KeyboardInterrupt()]), lambda: ExceptionGroup('m', 3), lambda: ExceptionGroup('m')):
        try:
            bad()
        except Exception as e:
            print(type(e).__name__, e)
    print(type(BaseExceptionGroup('m', [ValueError()])), type(BaseExceptionGroup('m', [KeyboardInterrupt()])))
    try:
        eg.split(3)
    except TypeError as e:
        print(e)
    try:
        try:
            raise eg
        except* ExceptionGroup:
            pass
    except TypeError as e:
        print(e)

    def f():
        try:
            raise ExceptionGroup('r', [ValueError(1)])
        except* ValueError:
            print('handled')
        else:
            print('else')
        finally:
            print('fin')
    f()
    try:
        try:
            1 / 0
        except ZeroDivisionError:
            raise ExceptionGroup('ctx', [ValueError(1)])
    except* ValueError as e:
        print(repr(e.__context__), e.exceptions[0].__context__)
    x = ExceptionGroup('many', [ValueError(i) for i in range(20)])
    traceback.print_exception(x, file=sys.stdout)
    d = x
    for i in range(14):
        d = ExceptionGroup(f'd{i}', [d] if i else [ValueError('deep')])
    traceback.print_exception(d, file=sys.stdout)
asyncio.run(main())
