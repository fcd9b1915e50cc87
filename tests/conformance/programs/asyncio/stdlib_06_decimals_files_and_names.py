# Errors that programs show: numbers that are none in `decimal`, files that are not there; and identifiers made of names
import asyncio
import decimal
import uuid
from decimal import Decimal


def attempt(label, make):
    try:
        print(label, repr(make()))
    except (ArithmeticError, OSError, ValueError) as error:
        print(label, type(error).__name__, error, error.args)


def read(name):
    with open(name) as file:
        return file.read()


async def main():
    attempt("text", lambda: Decimal("twelve"))
    attempt("by zero", lambda: Decimal(1) / 0)
    attempt("undefined", lambda: Decimal(0) / 0)
    attempt("remainder", lambda: Decimal(5) % 0)
    attempt("signaling", lambda: Decimal("sNaN") + 1)
    attempt("too large", lambda: Decimal("1e999999") * 10)
    attempt("places", lambda: Decimal("123456.789").quantize(Decimal("1e-30")))
    attempt("root", lambda: Decimal(-1).sqrt())
    with decimal.localcontext() as context:
        context.prec = 5
        attempt("short", lambda: Decimal(1) / 7)
        context.traps[decimal.Inexact] = True
        attempt("inexact", lambda: Decimal(1) / 7)
        context.traps[decimal.InvalidOperation] = False
        attempt("quiet", lambda: Decimal("twelve"))
    results = await asyncio.gather(
        asyncio.to_thread(read, "settings.toml"), asyncio.to_thread(read, "data/rows.csv"), return_exceptions=True
    )
    for error in results:
        print(type(error).__name__, error, error.errno, error.filename, error.strerror)
    attempt("bytes", lambda: open("picture.png", "rb"))
    print(uuid.uuid5(uuid.NAMESPACE_DNS, "python.org"), uuid.uuid3(uuid.NAMESPACE_URL, "http://python.org/"))
    print(uuid.uuid5(uuid.NAMESPACE_X500, "c=ca").version, uuid.UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8") == uuid.NAMESPACE_DNS)


asyncio.run(main())
