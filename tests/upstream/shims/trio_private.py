"""The private modules that trio's tests import from, made of the model's public names.

Owns: which private name is which public thing. Must not know: any test. On the real library it is not used.
"""

import math
import random
import sys
import types

import trio
import trio._channel
import trio._threads
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


class RunContext:
    """`GLOBAL_RUN_CONTEXT`: the runner of this run, as far as tests look at it."""

    @property
    def runner(self):
        clock = trio.lowlevel.current_clock()
        threshold = getattr(clock, "autojump_threshold", math.inf)
        return types.SimpleNamespace(clock=clock, clock_autojump_threshold=threshold)


class LotBreakers:
    """`GLOBAL_PARKING_LOT_BREAKER`: the parking lots that each task breaks when it exits."""

    def _tasks(self):
        todo, found = [trio.lowlevel.current_root_task()], {}
        while todo:
            task = todo.pop()
            if task._breaks:
                found[task] = task._breaks
            todo += [child for nursery in task.child_nurseries for child in nursery.child_tasks]
        return found

    def __len__(self):
        return len(self._tasks())

    def __iter__(self):
        return iter(self._tasks())

    def __getitem__(self, task):
        return self._tasks()[task]

    def __eq__(self, other):
        return self._tasks() == other


class AsyncContextManagerMixin:
    """`async with` for what has `acquire` and `release`."""

    async def __aenter__(self):
        await self.acquire()

    async def __aexit__(self, *error):
        self.release()


def modules():
    """Private modules, by name, and what is in them."""
    everything = _public(trio.testing, trio.lowlevel, trio)
    threads = trio._threads
    threads.from_thread_check_cancelled = trio.from_thread.check_cancelled
    run = {
        "DEADLINE_HEAP_MIN_PRUNE_THRESHOLD": 1000,
        "GLOBAL_RUN_CONTEXT": RunContext(),
        "_count_context_run_tb_frames": None,
        # The model has no order to choose by chance, unless the run has a seed.
        "_ALLOW_DETERMINISTIC_SCHEDULING": False,
        "_r": random.Random(0),
    }
    return {
        "trio._core": everything,
        "trio._core._run": {**run, **everything},
        "trio._core._parking_lot": {"GLOBAL_PARKING_LOT_BREAKER": LotBreakers(), **everything},
        "trio._core._mock_clock": everything,
        "trio._core._thread_cache": {"IDLE_TIMEOUT": 10},
        "trio._threads": {},
        "trio._timeouts": everything,
        "trio._sync": {"AsyncContextManagerMixin": AsyncContextManagerMixin, "trio": trio, **everything},
        "trio._channel": {"open_memory_channel": trio.open_memory_channel},
    }


def install():
    """Makes them importable; what the model itself has under such a name stays, and gets what it lacks."""
    # Tests of what reference counts are for apply.
    sys.implementation.name = "cpython"
    for name, content in modules().items():
        module = sys.modules.get(name)
        if module is None:
            module = sys.modules[name] = types.ModuleType(name)
            module.__path__ = []
            module.__getattr__ = _find_public
            module.__all__ = [key for key in content if not key.startswith("_")]
            parent, _, last = name.rpartition(".")
            setattr(sys.modules[parent], last, module)
        for key, value in content.items():
            vars(module).setdefault(key, value)
