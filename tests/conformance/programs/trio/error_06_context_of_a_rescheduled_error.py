# Pins down: an error handed over by reschedule has as context what the frame it is raised in handles.
import outcome
import trio
import trio.testing
import trio.testing
child_task=None
async def child():
    global child_task
    child_task = trio.lowlevel.current_task()
    try: raise KeyError
    except KeyError: await inner()
async def inner():
    try: raise IndexError
    except IndexError: await trio.sleep_forever()
async def main():
    try:
        async with trio.open_nursery() as n:
            n.start_soon(child)
            await trio.testing.wait_all_tasks_blocked()
            trio.lowlevel.reschedule(child_task, outcome.Error(ValueError("Unique Text")))
    except* ValueError as g: e=g.exceptions[0]; print(repr(e.__context__), repr(e.__context__.__context__))
trio.run(main)
