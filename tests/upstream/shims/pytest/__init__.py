"""`pytest` as far as the libraries' tests use it: expectations of exceptions, marks, fixtures.

Owns: what these mean. Must not know: any library, nor how a test is chosen.
"""

from ._builtins import FixtureRequest, LogCaptureFixture
from ._marks import MonkeyPatch, fixture, hookimpl, mark, param
from ._outcomes import Failed, Skipped, XFailed, fail, importorskip, skip, xfail
from ._raises import ExceptionInfo, RaisesExc, RaisesGroup, approx, deprecated_call, raises, warns


class CaptureFixture:
    """Named in annotations."""

    def __class_getitem__(cls, item):
        return cls
