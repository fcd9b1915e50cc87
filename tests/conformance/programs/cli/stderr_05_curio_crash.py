#? exit 0
#? stdout ^1.00 after$
#? stderr ^Task Crash: Task\(id=3, name='work', state='TERMINATED'\)$
#? stderr ^Traceback \(most recent call last\):$
#? stderr ^ValueError: boom$
#? stderr ^Task\(id=4, name='sleep', state='TERMINATED'\) never joined$
#? not stderr TaskCancelled
import curio


async def work():
    await curio.sleep(0.5)
    raise ValueError("boom")


async def main():
    crash = await curio.spawn(work)
    await curio.spawn(curio.sleep, 0.5)
    cancelled = await curio.spawn(curio.sleep, 10)
    await cancelled.cancel()
    await curio.sleep(1)
    print(f"{await curio.clock():.2f}", "after")
    await crash.wait()


curio.run(main)
