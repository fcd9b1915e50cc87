

# Appended to the standard library's module: threads are simulated, see `_espalier_threading`.
import _espalier_suspendable
import _espalier_threading

_allocate_lock = Lock = _espalier_threading.lock
_LockType = Lock
_CRLock = None
_ThreadHandle = _espalier_threading.Handle
get_ident = get_native_id = _espalier_threading.get_ident
TIMEOUT_MAX = _espalier_threading.TIMEOUT_MAX


def RLock():
    """A lock that its owner may acquire again."""
    return _PyRLock()


def _start_joinable_thread(bootstrap, handle, daemon):
    _espalier_threading.start(bootstrap.__self__, handle)
    with _active_limbo_lock:
        del _limbo[bootstrap.__self__]


def _thread_of(worker):
    """The `Thread` of a worker that was not started as one."""
    if isinstance(worker, Thread):
        return worker
    if worker.thread is None:
        thread = Thread(name=worker.name, daemon=worker.daemon)
        thread._ident = thread._native_id = worker.ident
        thread._os_thread_handle = worker
        thread._started.set()
        worker.thread = thread
    return worker.thread


def current_thread():
    """The thread that runs."""
    worker = _espalier_suspendable.current()
    return _main_thread if worker is None else _thread_of(worker)


def enumerate():
    """The threads that are alive."""
    return [_main_thread, *map(_thread_of, _espalier_suspendable.living.values())]


def active_count():
    """How many threads are alive."""
    return len(enumerate())


del _active[_main_thread._ident]
_main_thread._ident = _main_thread._native_id = _espalier_threading.MAIN_IDENT
_active[_main_thread._ident] = _main_thread
_espalier_threading.install_threading(_sys.modules[__name__])
from _threading_local import local
