"""asyncio.events: which loop is the current one, and policies that make it.

Owns: the policy of a program's own. Must not know: what a loop does.
"""

import _asyncio
from _asyncio import Handle, TimerHandle, _get_running_loop, get_running_loop


class AbstractEventLoop:
    """What is an event loop to `isinstance`."""


class _LoopMeta(type):
    def __instancecheck__(cls, instance):
        return isinstance(instance, _asyncio.EventLoop) or type.__instancecheck__(cls, instance)

    def __subclasscheck__(cls, subclass):
        return issubclass(subclass, _asyncio.EventLoop) or type.__subclasscheck__(cls, subclass)


AbstractEventLoop = _LoopMeta("AbstractEventLoop", (), {"__doc__": AbstractEventLoop.__doc__})


class AbstractEventLoopPolicy:
    """How loops are made and kept."""

    def get_event_loop(self):
        raise NotImplementedError

    def set_event_loop(self, loop):
        raise NotImplementedError

    def new_event_loop(self):
        raise NotImplementedError


class BaseDefaultEventLoopPolicy(AbstractEventLoopPolicy):
    """One loop for the program."""

    _loop_factory = _asyncio.EventLoop

    def get_event_loop(self):
        return _asyncio._get_event_loop()

    def set_event_loop(self, loop):
        if loop is not None and not isinstance(loop, AbstractEventLoop):
            raise TypeError(
                f"loop must be an instance of AbstractEventLoop or None, not '{type(loop).__name__}'"
            )
        _asyncio._set_event_loop(loop)

    def new_event_loop(self):
        return self._loop_factory()


class DefaultEventLoopPolicy(BaseDefaultEventLoopPolicy):
    """The policy where no other is set."""


_policy = DefaultEventLoopPolicy()


def get_event_loop_policy():
    return _policy


def set_event_loop_policy(policy):
    global _policy
    if policy is not None and not isinstance(policy, AbstractEventLoopPolicy):
        raise TypeError(
            f"policy must be an instance of AbstractEventLoopPolicy or None, not '{type(policy).__name__}'"
        )
    _policy = policy if policy is not None else DefaultEventLoopPolicy()


def get_event_loop():
    running = _get_running_loop()
    return running if running is not None else _policy.get_event_loop()


def set_event_loop(loop):
    _policy.set_event_loop(loop)


def new_event_loop():
    return _policy.new_event_loop()
