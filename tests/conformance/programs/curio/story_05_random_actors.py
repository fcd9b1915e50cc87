# pins down: seven actors on shared primitives that time out, cancel each other and hold cancellation back, by twenty seeds
from curio import *
import random


# many random interleavings with a seeded generator, all primitives at once
async def actor(i, rnd, env, log):
    try:
        for step in range(6):
            k = rnd.randrange(12)
            t = round(rnd.random(), 1)
            if k == 0:
                await sleep(t)
            elif k == 1:
                async with env["lock"]:
                    await sleep(t)
            elif k == 2:
                async with env["sem"]:
                    await sleep(t)
            elif k == 3:
                await env["q"].put((i, step))
            elif k == 4:
                log.append((i, "got", await ignore_after(0.5, env["q"].get)))
            elif k == 5:
                await env["ev"].set()
                env["ev"].clear()
            elif k == 6:
                await ignore_after(t, env["ev"].wait)
            elif k == 7:
                async with env["cond"]:
                    await env["cond"].notify_all()
            elif k == 8:
                async with env["cond"]:
                    await ignore_after(t, env["cond"].wait)
            elif k == 9:
                async with TaskGroup(wait=rnd.choice([all, any, object])) as g:
                    for d in range(3):
                        await g.spawn(sleep, round(rnd.random(), 1))
            elif k == 10:
                victim = rnd.choice(env["tasks"])
                if victim is not await current_task() and not victim.terminated:
                    await victim.cancel(blocking=rnd.random() < 0.5)
            elif k == 11:
                async with disable_cancellation():
                    try:
                        await timeout_after(t, sleep, 0.5)
                    except BaseException as e:
                        log.append((i, "inside", type(e).__name__))
            log.append((i, step, k, round(await clock(), 2)))
    except BaseException as e:
        log.append((i, type(e).__name__))
        raise


async def main(seed):
    rnd = random.Random(seed)
    log = []
    env = dict(lock=Lock(), sem=Semaphore(2), q=Queue(4), ev=Event(), cond=Condition(), tasks=[])
    for i in range(7):
        env["tasks"].append(await spawn(actor, i, rnd, env, log))
    try:
        async with timeout_after(30):
            for t in env["tasks"]:
                await t.wait()
    except TaskTimeout:
        log.append("timeout")
    for t in env["tasks"]:
        await t.cancel()
    print(seed, len(log), log, [type(t.exception).__name__ for t in env["tasks"]])


for s in range(20):
    run(main, s)
