# an async for or async comprehension that ends inside an except or finally leaves alone what is being handled there
import asyncio


async def gen(n):
    for i in range(n):
        yield i


class It:
    n = 2

    def __aiter__(s):
        return s

    async def __anext__(s):
        s.n -= 1
        if s.n < 0:
            raise StopAsyncIteration
        return s.n


async def main():
    for it in (lambda: gen(2), lambda: It()):
        try:
            try:
                raise KeyError('k')
            except KeyError:
                async for x in it():
                    pass
                raise
        except BaseException as e:
            print(repr(e), repr(e.__context__))
        try:
            try:
                raise KeyError('k')
            except KeyError:
                [x async for x in it()]
                raise
        except BaseException as e:
            print(repr(e), repr(e.__context__))
        try:
            try:
                raise KeyError('k')
            finally:
                async for x in it():
                    pass
        except BaseException as e:
            print(repr(e), repr(e.__context__))
        try:
            try:
                raise KeyError('k')
            except KeyError:
                async for x in it():
                    break
                raise
        except BaseException as e:
            print(repr(e), repr(e.__context__))
asyncio.run(main())
