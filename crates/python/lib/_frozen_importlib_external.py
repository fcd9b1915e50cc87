"""The names that `importlib` wants of its file-system half, where there is no file system: every program and module is
frozen in or native, so nothing is ever found by these finders and loaders.
"""

SOURCE_SUFFIXES = [".py"]
BYTECODE_SUFFIXES = DEBUG_BYTECODE_SUFFIXES = OPTIMIZED_BYTECODE_SUFFIXES = [".pyc"]
EXTENSION_SUFFIXES = []


def _pack_uint32(number):
    return (int(number) & 0xFFFFFFFF).to_bytes(4, "little")


def _unpack_uint32(data):
    return int.from_bytes(data, "little")


class _NoFiles:
    """A finder that finds nothing, and the base of loaders that nothing asks for."""

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        return None


class PathFinder(_NoFiles):
    pass


class FileFinder(_NoFiles):
    pass


class WindowsRegistryFinder(_NoFiles):
    pass


class SourceFileLoader(_NoFiles):
    pass


class SourcelessFileLoader(_NoFiles):
    pass


class ExtensionFileLoader(_NoFiles):
    pass


class AppleFrameworkLoader(_NoFiles):
    pass


class NamespaceLoader(_NoFiles):
    pass
