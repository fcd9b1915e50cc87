"""The percent-encoding and the query strings that httpx and starlette need.

Owns: quoting, unquoting and splitting of texts. Must not know: either library's URL objects.
`urllib.parse` would do it, at ten times the size.
"""

_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~")


def quote(text, safe="/"):
    """`text` with everything percent-encoded that is neither unreserved (RFC 3986, 2.3) nor in `safe`."""
    keep = _PLAIN.union(safe)
    return "".join(
        char if char in keep else "".join(f"%{byte:02X}" for byte in char.encode("utf-8")) for char in text
    )


def unquote(text):
    """The text behind percent-encoding; what is no UTF-8 becomes U+FFFD."""
    if "%" not in text:
        return text
    raw, out, at = text.encode("utf-8", "surrogateescape"), bytearray(), 0
    while at < len(raw):
        digits = raw[at + 1 : at + 3]
        if raw[at] == 0x25 and len(digits) == 2:
            try:
                out.append(int(digits, 16))
                at += 3
                continue
            except ValueError:
                pass
        out.append(raw[at])
        at += 1
    return out.decode("utf-8", "replace")


def parse_query(text):
    """The pairs of a query string, in order; a name without a value has an empty one."""
    pairs = []
    for part in text.split("&"):
        if part:
            name, _, value = part.partition("=")
            pairs.append((unquote(name.replace("+", " ")), unquote(value.replace("+", " "))))
    return pairs


def encode_query(pairs, space="+", safe=""):
    """A query string of pairs."""
    def encoded(value):
        return quote(str(value), safe + " ").replace(" ", space)

    return "&".join(f"{encoded(name)}={encoded(value)}" for name, value in pairs)


def split_url(text):
    """Scheme, authority, path, query and fragment; the last two are None where their mark is missing (RFC 3986, B)."""
    rest, hash_mark, fragment = text.partition("#")
    rest, question_mark, query = rest.partition("?")
    scheme = ""
    head, colon, tail = rest.partition(":")
    if colon and head[:1].isalpha() and all(char.isalnum() or char in "+-." for char in head):
        scheme, rest = head.lower(), tail
    authority = ""
    if rest.startswith("//"):
        authority, slash, path = rest[2:].partition("/")
        rest = slash + path
    return scheme, authority, rest, query if question_mark else None, fragment if hash_mark else None
