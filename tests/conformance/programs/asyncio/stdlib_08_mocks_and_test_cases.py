# pins down: mocks that are awaited, patched and specified, and tests that run in a loop of their own
import asyncio, unittest
from unittest.mock import AsyncMock, MagicMock, Mock, patch, call, sentinel, ANY, PropertyMock, create_autospec, seal, mock_open
class Api:
    async def get(self, url, *, timeout=1): await asyncio.sleep(1); return "real"
    def sync(self): return 1
async def service(api):
    a = await api.get("/a", timeout=2); b = await api.get("/b")
    return [a, b]
async def main():
    m = AsyncMock(return_value={"ok": 1})
    print(await m(1, x=2), m.await_count, m.await_args, m.call_args_list, m.mock_calls); m.assert_awaited_once_with(1, x=2)
    try: m.assert_awaited_with(3)
    except AssertionError as e: print(e)
    try: m.assert_not_awaited()
    except AssertionError as e: print(e)
    api = AsyncMock(spec=Api); api.get.side_effect = ["one", ValueError("two")]
    try: await service(api)
    except ValueError as e: print("err", e, api.get.await_args_list)
    print(api.get.await_args_list == [call("/a", timeout=2), call("/b")], type(api.sync).__name__, type(api.get).__name__)
    with patch.object(Api, "get", new_callable=AsyncMock, return_value="patched") as g:
        print(await service(Api()), g.await_count)
    with patch("asyncio.sleep", new=AsyncMock()) as s:
        await asyncio.sleep(5); print(s.await_args)
    print(asyncio.get_running_loop().time())
    mm = MagicMock(); mm.__aenter__.return_value = "entered"; mm.__aiter__.return_value = [1, 2]
    async with mm as v: print(v)
    print([x async for x in mm]); mm.a.b.c(1).d; print(mm.mock_calls)
    auto = create_autospec(Api, instance=True)
    try: auto.get(1, 2, 3)
    except TypeError as e: print(e)
    print(sentinel.x, ANY == 5, call(1).foo(2), Mock(name="nm")._mock_name, isinstance(Mock(spec=Api), Api))
    p = PropertyMock(return_value=3); type(mm).prop = p; print(mm.prop, p.call_count)
    m = Mock(side_effect=lambda x: x * 2); print(m(4), m.called)
    async def eff(x): await asyncio.sleep(0.5); return x + 1
    m = AsyncMock(side_effect=eff); print(await asyncio.gather(m(1), m(2)), m.await_count, asyncio.iscoroutinefunction(m))
    m.reset_mock(); print(m.await_count)
    try: Mock(spec=Api).nope
    except AttributeError as e: print(e)
    d = {"k": 1}
    with patch.dict(d, {"k": 2, "z": 3}): print(d)
    print(d)
asyncio.run(main())
class T(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self): print("setup"); self.q = asyncio.Queue()
    async def asyncTearDown(self): print("teardown")
    async def test_put(self):
        await self.q.put(1); self.assertEqual(await self.q.get(), 1)
    async def test_fail(self):
        with self.assertRaises(asyncio.TimeoutError):
            async with asyncio.timeout(0.1): await asyncio.sleep(1)
        self.assertEqual([1, 2], [1, 3])
    @unittest.skip("later")
    async def test_skip(self): pass
    async def test_err(self): raise KeyError("k")
    async def test_sub(self):
        for i in range(3):
            with self.subTest(i=i): self.assertIn(i, {0, 2})
result = unittest.TestResult()
unittest.defaultTestLoader.loadTestsFromTestCase(T).run(result)
print(result, result.wasSuccessful())
for test, text in result.failures + result.errors:
    print(test, text.splitlines()[-1])
print(result.skipped)
