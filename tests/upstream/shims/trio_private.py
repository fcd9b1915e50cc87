"""The private modules that trio's tests import from, made of the model's public names.

Owns: which private name is which public thing. Must not know: any test. On the real library it is not used.
"""

import sys
import types

import trio
import trio.from_thread
import trio.lowlevel
import trio.testing
import trio.to_thread


def _public(*modules):
    return {name: value for module in modules for name, value in vars(module).items() if not name.startswith("__")}


def _find_public(name):
    """What a public module makes only when it is asked for."""
    for module in (trio, trio.lowlevel, trio.testing):
        try:
            return getattr(module, name)
        except AttributeError:
            pass
    raise AttributeError(f"the model's trio has no {name}")


def modules():
    """Private modules, by name, and what is in them."""
    everything = _public(trio.testing, trio.lowlevel, trio)
    threads = {
        "to_thread_run_sync": trio.to_thread.run_sync,
        "current_default_thread_limiter": trio.to_thread.current_default_thread_limiter,
        "from_thread_run": trio.from_thread.run,
        "from_thread_run_sync": trio.from_thread.run_sync,
        "from_thread_check_cancelled": trio.from_thread.check_cancelled,
    }
    for name in ("active_thread_count", "wait_all_threads_completed"):
        if hasattr(trio.testing, name):
            threads[name] = getattr(trio.testing, name)
        elif hasattr(trio.lowlevel, name):
            threads[name] = getattr(trio.lowlevel, name)
    return {
        "trio._core": everything,
        "trio._core._run": {"DEADLINE_HEAP_MIN_PRUNE_THRESHOLD": 1000, **everything},
        "trio._core._parking_lot": everything,
        "trio._core._mock_clock": everything,
        "trio._core._thread_cache": {},
        "trio._threads": threads,
        "trio._timeouts": everything,
        "trio._sync": everything,
        "trio._channel": everything,
    }


def install():
    """Makes them importable; what the model itself has under such a name stays, and gets what it lacks."""
    for name, content in modules().items():
        module = sys.modules.get(name)
        if module is None:
            module = sys.modules[name] = types.ModuleType(name)
            module.__path__ = []
            parent, _, last = name.rpartition(".")
            setattr(sys.modules[parent], last, module)
        vars(module).setdefault("__getattr__", _find_public)
        for key, value in content.items():
            vars(module).setdefault(key, value)
        if "__all__" not in vars(module):
            module.__all__ = [key for key in content if not key.startswith("_")]
