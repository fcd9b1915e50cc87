

# --- A simulated worker thread is a thread to whoever asks in it. ---

_espalier_current_thread, _espalier_get_ident = current_thread, get_ident


def _espalier_worker():
    suspendable = _sys.modules.get("_espalier_suspendable")
    return None if suspendable is None else suspendable.current()


def current_thread():
    return _espalier_worker() or _espalier_current_thread()


def get_ident():
    worker = _espalier_worker()
    return _espalier_get_ident() if worker is None else worker.ident
