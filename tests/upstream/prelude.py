"""The head of every program that the runner assembles: modules from a dictionary, then one test.

Owns: how a program that may open no file imports what it carries. Must not know: any library, nor which modules are in `MODULES`
(`assemble.py` writes them below: name to (is it a package, the file's name in tracebacks, its text)).
"""

import linecache
import sys
from importlib.machinery import ModuleSpec


class CarriedModules:
    """Finder and loader of the modules that the program carries."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name not in MODULES:
            return None
        is_package, origin, _ = MODULES[name]
        return ModuleSpec(name, CarriedModules, origin=origin, is_package=is_package)

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        _, origin, source = MODULES[module.__name__]
        module.__file__ = origin
        # Tests read source lines back through tracebacks.
        linecache.cache[origin] = (len(source), None, source.splitlines(True), origin)
        exec(compile(source, origin, "exec", dont_inherit=True), module.__dict__)

    @staticmethod
    def get_source(name):
        return MODULES[name][2]


def run(library, test):
    """Runs one test and says what became of it: the last line that the program prints."""
    sys.meta_path.insert(0, CarriedModules)
    # Shims shadow what the engine has loaded ahead of time; its own libraries are not among them.
    for name in MODULES:
        if "." not in name:
            sys.modules.pop(name, None)
    runner = __import__(f"upstream_{library}", fromlist=["run"])
    print(f"\nupstream: {runner.run(test)}", flush=True)
