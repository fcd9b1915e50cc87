
# What follows is the project's. CPython's decimal is written in C: its errors hold the conditions that they are raised for,
# where the one written in Python explains.

_explain_error = Context._raise_error


def _raise_error(self, condition, explanation=None, *args):
    return _explain_error(self, condition, [condition], *args)


Context._raise_error = _raise_error
