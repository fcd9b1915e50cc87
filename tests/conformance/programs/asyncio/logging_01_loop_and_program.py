# Logging in async programs: handlers on standard output, names of tasks in records, asyncio's own logger and debug mode
import asyncio
import logging
import sys

logging.basicConfig(stream=sys.stdout, level=logging.DEBUG, format="%(levelname)s %(name)s %(taskName)s %(message)s")
log = logging.getLogger("app.worker")
logging.getLogger("asyncio").setLevel(logging.INFO)


class Filter(logging.Filter):
    def filter(self, record):
        record.msg = f"[{len(record.args or ())}] {record.msg}"
        return record.levelno != logging.WARNING


async def worker(n):
    log.info("worker %d begins", n)
    try:
        await asyncio.sleep(n)
        if n == 2:
            raise ValueError(f"worker {n}")
    except ValueError:
        log.error("failed: %s", n, exc_info=False)
        raise
    except asyncio.CancelledError:
        log.warning("cancelled %r", n)
        raise
    log.debug("worker ends", extra={"x": 1})


async def lost():
    raise RuntimeError("nobody asks")


async def main():
    tasks = [asyncio.create_task(worker(i), name=f"w{i}") for i in range(1, 4)]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    log.info("%d done, %d pending", len(done), len(pending))
    for task in pending:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    log.addFilter(Filter())
    log.warning("not shown")
    log.info("shown %s", "once")
    child = log.getChild("deep")
    child.setLevel(logging.CRITICAL)
    child.error("too low")
    child.critical("high enough")
    print(child.name, child.getEffectiveLevel(), child.isEnabledFor(logging.ERROR), log.handlers, logging.getLevelName(25))
    loop = asyncio.get_running_loop()
    loop.call_exception_handler({"message": "told by hand", "detail": 42})
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    loop.call_exception_handler({"message": "not told"})


asyncio.run(main())
