"""`pytest` as far as trio's tests use it: expectations of exceptions, marks, fixtures.

Owns: what these mean. Must not know: trio, nor how a test is chosen.
"""

from ._marks import FixtureRequest, MonkeyPatch, fixture, hookimpl, mark, param
from ._outcomes import Failed, Skipped, XFailed, fail, importorskip, skip, xfail
from ._raises import ExceptionInfo, RaisesExc, RaisesGroup, approx, deprecated_call, raises, warns


class CaptureFixture:
    """Named in annotations."""

    def __class_getitem__(cls, item):
        return cls
