

# Appended to the standard library's module: threads are simulated, see `_espalier_threading`.
import sys
import _espalier_threading

SimpleQueue = _PySimpleQueue
_espalier_threading.install_queue(sys.modules[__name__])
