"""Byte streams in memory, for tests.

Owns: the rules of `trio/testing/_memory_streams.py`; programs on top of trio. Must not know: the runner.
"""

import operator

import trio
from trio._highlevel_generic import StapledStream
from trio.abc import ReceiveStream, SendStream


class _Conflict:
    """Refuses a second task inside the block."""

    def __init__(self, message):
        self._message, self._held = message, False

    def __enter__(self):
        if self._held:
            raise trio.BusyResourceError(self._message)
        self._held = True

    def __exit__(self, exc_type, exc_value, traceback):
        self._held = False


class _UnboundedByteQueue:
    def __init__(self):
        self._data, self._closed, self._lot = bytearray(), False, trio.lowlevel.ParkingLot()
        self._fetching = _Conflict("another task is already fetching data")

    def close(self):
        self._closed = True
        self._lot.unpark_all()

    def close_and_wipe(self):
        self._data = bytearray()
        self.close()

    def put(self, data):
        if self._closed:
            raise trio.ClosedResourceError("virtual connection closed")
        self._data += data
        self._lot.unpark_all()

    def _check_max_bytes(self, max_bytes):
        if max_bytes is None:
            return
        if operator.index(max_bytes) < 1:
            raise ValueError("max_bytes must be >= 1")

    def _take(self, max_bytes):
        if max_bytes is None:
            max_bytes = len(self._data)
        taken = self._data[:max_bytes]
        del self._data[:max_bytes]
        return taken

    def get_nowait(self, max_bytes=None):
        with self._fetching:
            self._check_max_bytes(max_bytes)
            if not self._closed and not self._data:
                raise trio.WouldBlock
            return self._take(max_bytes)

    async def get(self, max_bytes=None):
        with self._fetching:
            self._check_max_bytes(max_bytes)
            if not self._closed and not self._data:
                await self._lot.park()
            else:
                await trio.lowlevel.checkpoint()
            return self._take(max_bytes)


class MemorySendStream(SendStream):
    """A sending end whose data a test takes out."""

    __module__ = "trio.testing"

    def __init__(self, send_all_hook=None, wait_send_all_might_not_block_hook=None, close_hook=None):
        self._sending = _Conflict("another task is using this stream")
        self._outgoing = _UnboundedByteQueue()
        self.send_all_hook, self.close_hook = send_all_hook, close_hook
        self.wait_send_all_might_not_block_hook = wait_send_all_might_not_block_hook

    async def send_all(self, data):
        with self._sending:
            await trio.lowlevel.checkpoint()
            await trio.lowlevel.checkpoint()
            self._outgoing.put(data)
            if self.send_all_hook is not None:
                await self.send_all_hook()

    async def wait_send_all_might_not_block(self):
        with self._sending:
            await trio.lowlevel.checkpoint()
            await trio.lowlevel.checkpoint()
            self._outgoing.put(b"")
            if self.wait_send_all_might_not_block_hook is not None:
                await self.wait_send_all_might_not_block_hook()

    def close(self):
        """Closes at once."""
        self._outgoing.close()
        if self.close_hook is not None:
            self.close_hook()

    async def aclose(self):
        self.close()
        await trio.lowlevel.checkpoint()

    async def get_data(self, max_bytes=None):
        """Data that was sent."""
        return await self._outgoing.get(max_bytes)

    def get_data_nowait(self, max_bytes=None):
        """Data that was sent, or `WouldBlock`."""
        return self._outgoing.get_nowait(max_bytes)


class MemoryReceiveStream(ReceiveStream):
    """A receiving end into which a test puts data."""

    __module__ = "trio.testing"

    def __init__(self, receive_some_hook=None, close_hook=None):
        self._receiving = _Conflict("another task is using this stream")
        self._incoming, self._closed = _UnboundedByteQueue(), False
        self.receive_some_hook, self.close_hook = receive_some_hook, close_hook

    async def receive_some(self, max_bytes=None):
        with self._receiving:
            await trio.lowlevel.checkpoint()
            await trio.lowlevel.checkpoint()
            if self._closed:
                raise trio.ClosedResourceError
            if self.receive_some_hook is not None:
                await self.receive_some_hook()
            data = await self._incoming.get(max_bytes)
            if self._closed:
                raise trio.ClosedResourceError
            return data

    def close(self):
        """Closes at once."""
        self._closed = True
        self._incoming.close_and_wipe()
        if self.close_hook is not None:
            self.close_hook()

    async def aclose(self):
        self.close()
        await trio.lowlevel.checkpoint()

    def put_data(self, data):
        """Puts data in."""
        self._incoming.put(data)

    def put_eof(self):
        """Puts the end in."""
        self._incoming.close()


def memory_stream_pump(memory_send_stream, memory_receive_stream, *, max_bytes=None):
    """Moves data from a sending to a receiving end; false if there was none."""
    try:
        data = memory_send_stream.get_data_nowait(max_bytes)
    except trio.WouldBlock:
        return False
    try:
        if not data:
            memory_receive_stream.put_eof()
        else:
            memory_receive_stream.put_data(data)
    except trio.ClosedResourceError:
        raise trio.BrokenResourceError("MemoryReceiveStream was closed") from None
    return True


def memory_stream_one_way_pair():
    """A sending and a receiving end that are connected."""
    send_stream, receive_stream = MemorySendStream(), MemoryReceiveStream()

    def pump():
        memory_stream_pump(send_stream, receive_stream)

    async def async_pump():
        pump()

    send_stream.send_all_hook, send_stream.close_hook = async_pump, pump
    return send_stream, receive_stream


def _two_way(one_way):
    first_send, second_receive = one_way()
    second_send, first_receive = one_way()
    return StapledStream(first_send, first_receive), StapledStream(second_send, second_receive)


def memory_stream_pair():
    """Two two-way streams that are connected."""
    return _two_way(memory_stream_one_way_pair)


class _LockstepByteQueue:
    def __init__(self):
        self._data = bytearray()
        self._sender_closed = self._receiver_closed = self._receiver_waiting = False
        self._waiters = trio.lowlevel.ParkingLot()
        self._sending = _Conflict("another task is already sending")
        self._receiving = _Conflict("another task is already receiving")

    def _something_happened(self):
        self._waiters.unpark_all()

    async def _wait_for(self, fn):
        while not fn() and not self._sender_closed and not self._receiver_closed:
            await self._waiters.park()
        await trio.lowlevel.checkpoint()

    def close_sender(self):
        self._sender_closed = True
        self._something_happened()

    def close_receiver(self):
        self._receiver_closed = True
        self._something_happened()

    async def send_all(self, data):
        with self._sending:
            if self._sender_closed:
                raise trio.ClosedResourceError
            if self._receiver_closed:
                raise trio.BrokenResourceError
            self._data += data
            self._something_happened()
            await self._wait_for(lambda: self._data == b"")
            if self._sender_closed:
                raise trio.ClosedResourceError
            if self._data and self._receiver_closed:
                raise trio.BrokenResourceError

    async def wait_send_all_might_not_block(self):
        with self._sending:
            if self._sender_closed:
                raise trio.ClosedResourceError
            if self._receiver_closed:
                await trio.lowlevel.checkpoint()
                return
            await self._wait_for(lambda: self._receiver_waiting)
            if self._sender_closed:
                raise trio.ClosedResourceError

    async def receive_some(self, max_bytes=None):
        with self._receiving:
            if max_bytes is not None and operator.index(max_bytes) < 1:
                raise ValueError("max_bytes must be >= 1")
            if self._receiver_closed:
                raise trio.ClosedResourceError
            self._receiver_waiting = True
            self._something_happened()
            try:
                await self._wait_for(lambda: self._data)
            finally:
                self._receiver_waiting = False
            if self._receiver_closed:
                raise trio.ClosedResourceError
            if not self._data:
                return b""
            taken = self._data[:max_bytes]
            del self._data[:max_bytes]
            self._something_happened()
            return taken


class _LockstepSendStream(SendStream):
    def __init__(self, queue):
        self._queue = queue

    def close(self):
        self._queue.close_sender()

    async def aclose(self):
        self.close()
        await trio.lowlevel.checkpoint()

    async def send_all(self, data):
        await self._queue.send_all(data)

    async def wait_send_all_might_not_block(self):
        await self._queue.wait_send_all_might_not_block()


class _LockstepReceiveStream(ReceiveStream):
    def __init__(self, queue):
        self._queue = queue

    def close(self):
        self._queue.close_receiver()

    async def aclose(self):
        self.close()
        await trio.lowlevel.checkpoint()

    async def receive_some(self, max_bytes=None):
        return await self._queue.receive_some(max_bytes)


def lockstep_stream_one_way_pair():
    """A connected pair without a buffer: sending waits for receiving."""
    queue = _LockstepByteQueue()
    return _LockstepSendStream(queue), _LockstepReceiveStream(queue)


def lockstep_stream_pair():
    """Two two-way streams without a buffer."""
    return _two_way(lockstep_stream_one_way_pair)
