# pins: TaskInfo: names, parents, equality, pending cancellation, get_running_tasks, names given and made
import anyio
from functools import partial

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def child():
    info = anyio.get_current_task()
    log(f"{info.name}, pending {info.has_pending_cancellation()}")
    infos.append(info)
    await anyio.sleep(1)


class Service:
    async def run(self):
        log(anyio.get_current_task().name)

    async def __call__(self):
        log(anyio.get_current_task().name)


async def starter(*, task_status):
    before = anyio.get_current_task().parent_id
    task_status.started((before, anyio.get_current_task().parent_id))


infos = []


async def main():
    me = anyio.get_current_task()
    log(f"{me.name} equal {me == anyio.get_current_task()} other {me == 3} {type(me).__name__}")
    async with anyio.create_task_group() as tg:
        tg.start_soon(child)
        tg.start_soon(child, name="named")
        tg.start_soon(child, name=("a", 1))
        tg.start_soon(Service().run)
        await anyio.sleep(0.5)
        log(f"parents are me: {[info.parent_id == me.id for info in infos]}")
        running = sorted(info.name for info in anyio.get_running_tasks())
        log(f"{[name for name in running if name in ('named', '__main__.child', '__main__.main')]}")
        log(f"hash {hash(me) == hash(anyio.get_current_task())} same {infos[0] == infos[1]} in a set {len(set(infos))}")
        before, after = await tg.start(starter)
        log(f"start: parents {before == me.id} {after == me.id}")

    async with anyio.create_task_group() as tg:
        infos.clear()
        tg.start_soon(child)
        await anyio.sleep(0.5)
        log(f"pending {infos[0].has_pending_cancellation()}")
        tg.cancel_scope.cancel()
        log(f"pending {infos[0].has_pending_cancellation()} me {anyio.get_current_task().has_pending_cancellation()}")

    async with anyio.create_task_group() as tg:
        try:
            tg.start_soon(partial(child))
        except Exception as error:
            log(f"{type(error).__name__}")
    log(anyio.get_all_backends())
    log(anyio.get_cancelled_exc_class().__name__)
    async with anyio.create_task_group() as tg:
        tg.start_soon(Service())


anyio.run(main, backend=BACKEND)
