# pins: byte and text streams over memory streams: receive_exactly, receive_until, surplus, decoding, errors at the end
import anyio
from anyio.streams.buffered import BufferedByteReceiveStream
from anyio.streams.text import TextReceiveStream, TextSendStream

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def main():
    send, receive = anyio.create_memory_object_stream[bytes](10)
    buffered = BufferedByteReceiveStream(receive)
    for chunk in (b"hel", b"lo wor", b"ld\nline two\n", b"", b"tail"):
        await send.send(chunk)
    log(await buffered.receive_exactly(5))
    log(f"{buffered.buffer} {await buffered.receive(2)}")
    log(await buffered.receive_until(b"\n", 100))
    log(await buffered.receive_until(b"\n", 100))
    buffered.feed_data(b"fed")
    log(await buffered.receive())
    log(await buffered.receive(2))
    try:
        await buffered.receive_until(b"!", 2)
    except anyio.DelimiterNotFound as error:
        log(error)
    send.close()
    try:
        await buffered.receive_exactly(10)
    except anyio.IncompleteRead as error:
        log(f"{error} {error.__cause__!r}")
    await buffered.aclose()
    try:
        await buffered.receive()
    except anyio.ClosedResourceError as error:
        log(repr(error))
    try:
        await BufferedByteReceiveStream(receive).receive(0)
    except ValueError as error:
        log(error)

    send, receive = anyio.create_memory_object_stream[bytes](10)
    text_out, text_in = TextSendStream(send), TextReceiveStream(receive)
    await text_out.send("åäö")
    log(await text_in.receive())
    encoded = "€uro".encode()
    for n in range(len(encoded)):
        await send.send(encoded[n : n + 1])
    log([await text_in.receive() for _ in range(4)])
    await send.send(b"\xff")
    try:
        await text_in.receive()
    except UnicodeDecodeError as error:
        log(type(error).__name__)
    await text_out.aclose()
    try:
        await text_in.receive()
    except anyio.EndOfStream as error:
        log(repr(error))
    await text_in.aclose()


anyio.run(main, backend=BACKEND)
