# pins: what waiting senders and receivers see when their own end, a clone or the other end closes; cancelled waiters; no lost items
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def attempt(name, operation):
    try:
        log(f"{name}: {await operation()!r}")
    except anyio.get_cancelled_exc_class():
        log(f"{name}: cancelled")
        raise
    except Exception as error:
        log(f"{name}: {error!r}")


async def main():
    for what in ("own end", "clone", "other end", "both"):
        for side in ("send", "receive"):
            send, receive = anyio.create_memory_object_stream(0)
            clone = (send if side == "send" else receive).clone()
            log(f"-- {side} waits, {what} closes")
            async with anyio.create_task_group() as tg:
                if side == "send":
                    tg.start_soon(attempt, "send 1", lambda: send.send(1))
                    tg.start_soon(attempt, "send 2", lambda: clone.send(2))
                else:
                    tg.start_soon(attempt, "receive 1", send and receive.receive)
                    tg.start_soon(attempt, "receive 2", clone.receive)
                await anyio.sleep(1)
                log(f"{send.statistics()[-2:]}")
                own, other = (send, receive) if side == "send" else (receive, send)
                if what in ("own end", "both"):
                    own.close()
                if what in ("clone", "both"):
                    clone.close()
                if what == "other end":
                    other.close()
                await anyio.sleep(1)
                tg.cancel_scope.cancel()
            for end in (send, receive, clone):
                end.close()

    # A receiver that has been cancelled does not get the item.
    send, receive = anyio.create_memory_object_stream(1)
    async with anyio.create_task_group() as tg:
        scopes = []

        async def victim():
            with anyio.CancelScope() as scope:
                scopes.append(scope)
                await attempt("victim", receive.receive)

        tg.start_soon(victim)
        tg.start_soon(attempt, "heir", receive.receive)
        await anyio.sleep(1)
        scopes[0].cancel()
        send.send_nowait("the item")
        log("sent")

    # A sender's item is taken over by receive_nowait; then it is cancelled.
    async with anyio.create_task_group() as tg:
        tg.start_soon(attempt, "send", lambda: send.send("x"))
        tg.start_soon(attempt, "send", lambda: send.send("y"))
        tg.start_soon(attempt, "send", lambda: send.send("z"))
        await anyio.sleep(1)
        log(f"{receive.receive_nowait()} {send.statistics().tasks_waiting_send}")
        tg.cancel_scope.cancel()
    log(f"{receive.statistics().current_buffer_used} left: {receive.receive_nowait()}")
    send.close()
    receive.close()

    # Both at once: the item arrives and the receiver is cancelled afterwards.
    send, receive = anyio.create_memory_object_stream(0)
    async with anyio.create_task_group() as tg:
        tg.start_soon(attempt, "receive", receive.receive)
        await anyio.sleep(1)
        send.send_nowait("late")
        tg.cancel_scope.cancel()
    log(f"{receive.statistics()}")
    send.close()
    receive.close()


anyio.run(main, backend=BACKEND)
