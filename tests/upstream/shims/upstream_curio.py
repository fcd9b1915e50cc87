"""Runs one test of curio's own.

Owns: the fixture `kernel`, which is curio's without its monitor (that one listens on a socket). Must not know: the model.
"""

from pytest import _case


def call(module, function, parameters):
    import curio
    from curio.debug import logcrash, longblock

    kernels = []

    def fixture(name):
        if name != "kernel":
            raise LookupError(f"no fixture {name}")
        kernels.append(curio.Kernel(debug=[longblock, logcrash]))
        return kernels[0]

    try:
        function(**_case.arguments(module, function, parameters, fixture))
    finally:
        for kernel in kernels:
            kernel.run(shutdown=True)


def run(test):
    return _case.run(test, ("tests",), call)
