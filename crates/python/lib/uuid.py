"""uuid: identifiers of 128 bits. Random ones come from `random`, so that a run can be repeated.

Must not know: the machine it runs on; there are no identifiers made of addresses.
"""

import enum
import random


class SafeUUID(enum.Enum):
    safe = 0
    unsafe = -1
    unknown = None


class UUID:
    """An identifier, as 32 hexadecimal digits, an integer or 16 bytes."""

    __slots__ = ("int", "__weakref__")

    def __init__(self, hex=None, bytes=None, bytes_le=None, fields=None, int=None, version=None):
        if [hex, bytes, bytes_le, fields, int].count(None) != 4:
            raise TypeError("one of the hex, bytes, bytes_le, fields, or int arguments must be given")
        if fields is not None or bytes_le is not None:
            raise NotImplementedError("uuid.UUID: only hex, bytes and int are known here")
        if hex is not None:
            digits = hex.replace("urn:", "").replace("uuid:", "").strip("{}").replace("-", "")
            if len(digits) != 32:
                raise ValueError("badly formed hexadecimal UUID string")
            int = _int(digits, 16)
        elif bytes is not None:
            if len(bytes) != 16:
                raise ValueError("bytes is not a 16-char string")
            int = _int.from_bytes(bytes, "big")
        if not 0 <= int < 1 << 128:
            raise ValueError("int is out of range (need a 128-bit value)")
        if version is not None:
            if not 1 <= version <= 8:
                raise ValueError("illegal version number")
            int = int & ~(0xC000 << 48) & ~(0xF000 << 64) | 0x8000 << 48 | version << 76
        object.__setattr__(self, "int", int)

    def __setattr__(self, name, value):
        raise TypeError("UUID objects are immutable")

    def __eq__(self, other):
        return self.int == other.int if isinstance(other, UUID) else NotImplemented

    def __lt__(self, other):
        return self.int < other.int if isinstance(other, UUID) else NotImplemented

    def __hash__(self):
        return hash(self.int)

    def __int__(self):
        return self.int

    def __str__(self):
        digits = self.hex
        return "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])

    def __repr__(self):
        return f"{type(self).__name__}({str(self)!r})"

    @property
    def hex(self):
        return f"{self.int:032x}"

    @property
    def bytes(self):
        return self.int.to_bytes(16, "big")

    @property
    def urn(self):
        return f"urn:uuid:{self}"

    @property
    def version(self):
        # Only one of the variants has versions.
        return _int(self.int >> 76 & 0xF) if self.int >> 62 & 0b11 == 0b10 else None


_int = int

NAMESPACE_DNS = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
NAMESPACE_URL = UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
NAMESPACE_OID = UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")
NAMESPACE_X500 = UUID("6ba7b814-9dad-11d1-80b4-00c04fd430c8")


def uuid4():
    """A random identifier."""
    return UUID(int=random.getrandbits(128), version=4)


def uuid1(node=None, clock_seq=None):
    """An identifier of its own; there is no machine and no time of day to make it of."""
    return UUID(int=random.getrandbits(128), version=1)


def uuid3(namespace, name):
    """The identifier of a name in a namespace, by MD5."""
    return _of_name("md5", namespace, name, 3)


def uuid5(namespace, name):
    """The identifier of a name in a namespace, by SHA-1."""
    return _of_name("sha1", namespace, name, 5)


def _of_name(algorithm, namespace, name, version):
    import hashlib

    name = name.encode() if isinstance(name, str) else name
    digest = hashlib.new(algorithm, namespace.bytes + name).digest()
    return UUID(bytes=digest[:16], version=version)
