"""How a test ends other than by returning."""


class Failed(AssertionError):
    """`pytest.fail`, and expectations that were not met."""


class Skipped(BaseException):
    """`pytest.skip`."""

    def __init__(self, reason="", allow_module_level=False):
        super().__init__(reason)


class XFailed(Failed):
    """`pytest.xfail`."""


def fail(reason="", pytrace=True):
    raise Failed(reason)


def skip(reason="", *, allow_module_level=False):
    raise Skipped(reason)


def xfail(reason=""):
    raise XFailed(reason)


def importorskip(name, reason=None):
    try:
        return __import__(name)
    except ImportError:
        raise Skipped(reason or f"there is no module {name}") from None


fail.Exception = Failed
skip.Exception = Skipped
