# Pins down: WouldBlock, EndOfChannel, BrokenResourceError, ClosedResourceError: which one, when, and for whom already waiting.
import trio


async def attempt(label, fn, *args):
    try:
        result = fn(*args)
        if hasattr(result, "__await__"):
            result = await result
        print(f"{label}: {result!r}")
    except (trio.WouldBlock, trio.EndOfChannel, trio.BrokenResourceError, trio.ClosedResourceError) as exc:
        print(f"{label}: {exc!r}")


async def main():
    send, receive = trio.open_memory_channel(1)
    await attempt("receive_nowait empty", receive.receive_nowait)
    await attempt("send_nowait", send.send_nowait, 1)
    await attempt("send_nowait full", send.send_nowait, 2)
    send.close()
    await attempt("send on closed", send.send, 3)
    await attempt("send_nowait on closed", send.send_nowait, 3)
    await attempt("receive what is left", receive.receive)
    await attempt("receive at the end", receive.receive)
    receive.close()
    await attempt("receive on closed", receive.receive)
    await attempt("clone of closed", receive.clone)

    send, receive = trio.open_memory_channel(5)
    for i in range(3):
        send.send_nowait(i)
    print(send.statistics())
    await receive.aclose()
    await attempt("send after last receiver closed", send.send, 9)
    print("buffered items are dropped:", send.statistics().current_buffer_used)

    print("-- waiting when it closes")
    for close in ("other end", "own end"):
        send, receive = trio.open_memory_channel(0)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(attempt, "receiver", receive.receive)
            await trio.sleep(1)
            (send if close == "other end" else receive).close()
        send, receive = trio.open_memory_channel(0)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(attempt, "sender", send.send, 1)
            await trio.sleep(1)
            (receive if close == "other end" else send).close()
    for bad in (-1, 2.5, "many"):
        try:
            trio.open_memory_channel(bad)
        except (TypeError, ValueError) as exc:
            print(f"{type(exc).__name__}: {exc}")


trio.run(main)
