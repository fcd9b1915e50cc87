"""The fixtures that pytest, and pytest-mock, have ready: as far as tests use them.

Must not know: how fixtures are found (`_collect.py`).
"""

import logging

from ._marks import MonkeyPatch


def monkeypatch():
    patches = MonkeyPatch()
    yield patches
    patches.undo()


class LogCaptureFixture(logging.Handler):
    """What was logged."""

    def __init__(self):
        super().__init__()
        self.records = []

    def emit(self, record):
        self.records.append(record)

    @property
    def messages(self):
        return [record.getMessage() for record in self.records]

    @property
    def text(self):
        return "\n".join(self.messages)


def caplog():
    captured = LogCaptureFixture()
    logging.getLogger().addHandler(captured)
    yield captured
    logging.getLogger().removeHandler(captured)


class MockerFixture:
    """`unittest.mock`, whose patches end with the test."""

    def __init__(self):
        self._started = []
        self.patch = _Patch(self._started)

    def spy(self, target, name):
        """Notes the calls of a method, which goes on working."""
        return self.patch.object(target, name, side_effect=getattr(target, name))

    def stopall(self):
        while self._started:
            self._started.pop().stop()


class _Patch:
    def __init__(self, started):
        self._started = started

    def object(self, *args, **kwargs):
        from unittest import mock

        patch = mock.patch.object(*args, **kwargs)
        started = patch.start()
        self._started.append(patch)
        return started


def mocker():
    fixture = MockerFixture()
    yield fixture
    fixture.stopall()


class FixtureRequest:
    """The test that asks."""

    def __init__(self):
        self._finalizers = []
        self.addfinalizer = self._finalizers.append


def request():
    asked = FixtureRequest()
    yield asked
    while asked._finalizers:
        asked._finalizers.pop()()


FIXTURES = {function.__name__: function for function in (monkeypatch, caplog, mocker, request)}
