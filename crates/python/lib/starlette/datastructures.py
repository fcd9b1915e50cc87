"""URLs, headers, query parameters and state, as an application sees them. Rules: `starlette/datastructures.py`."""

from collections.abc import Mapping
from typing import NamedTuple

from _espalier_urls import encode_query, parse_query, split_url


class Address(NamedTuple):
    """Who asks."""

    host: str
    port: int


class URL:
    """The URL of a request."""

    def __init__(self, url="", scope=None, **components):
        if scope is not None:
            scheme = scope.get("scheme", "http")
            path = scope["path"].replace("?", "%3F").replace("#", "%23").replace("\\", "%5C")
            host = next((value.decode("latin-1") for key, value in scope["headers"] if key == b"host"), None)
            if host is None and scope.get("server") is not None:
                host, port = scope["server"]
                if port != {"http": 80, "https": 443, "ws": 80, "wss": 443}[scheme]:
                    host = f"{host}:{port}"
            query = scope.get("query_string", b"").decode()
            url = path if host is None else f"{scheme}://{host}{path}"
            if query:
                url += f"?{query}"
        elif components:
            url = str(URL("").replace(**components))
        self._url = url

    def _parts(self):
        scheme, netloc, path, query, fragment = split_url(self._url)
        return {"scheme": scheme, "netloc": netloc, "path": path, "query": query or "", "fragment": fragment or ""}

    scheme = property(lambda self: self._parts()["scheme"])
    netloc = property(lambda self: self._parts()["netloc"])
    path = property(lambda self: self._parts()["path"])
    query = property(lambda self: self._parts()["query"])
    fragment = property(lambda self: self._parts()["fragment"])
    is_secure = property(lambda self: self.scheme in ("https", "wss"))

    def _userinfo(self):
        user, mark, host = self.netloc.rpartition("@")
        name, colon, password = user.partition(":")
        return (name if mark else None), (password if colon else None), host

    username = property(lambda self: self._userinfo()[0])
    password = property(lambda self: self._userinfo()[1])

    @property
    def hostname(self):
        return self._userinfo()[2].partition(":")[0] or None

    @property
    def port(self):
        digits = self._userinfo()[2].partition(":")[2]
        return int(digits) if digits else None

    def replace(self, **kwargs):
        """The URL with some parts changed."""
        parts = self._parts()
        if not kwargs.keys().isdisjoint(("username", "password", "hostname", "port")):
            netloc = kwargs.pop("hostname", None) or self.hostname or ""
            port = kwargs.pop("port", self.port)
            username, password = kwargs.pop("username", self.username), kwargs.pop("password", self.password)
            if port is not None:
                netloc += f":{port}"
            if username is not None:
                netloc = f"{username}@{netloc}" if password is None else f"{username}:{password}@{netloc}"
            parts["netloc"] = netloc
        parts.update(kwargs)
        url = f"{parts['scheme']}:" if parts["scheme"] else ""
        if parts["netloc"]:
            url += f"//{parts['netloc']}"
        url += parts["path"]
        if parts["query"]:
            url += f"?{parts['query']}"
        if parts["fragment"]:
            url += f"#{parts['fragment']}"
        return URL(url)

    def include_query_params(self, **kwargs):
        params = MultiDict(parse_query(self.query))
        params.update({str(key): str(value) for key, value in kwargs.items()})
        return self.replace(query=encode_query(params.multi_items()))

    def replace_query_params(self, **kwargs):
        return self.replace(query=encode_query(kwargs.items()))

    def remove_query_params(self, keys):
        keys = [keys] if isinstance(keys, str) else keys
        return self.replace(query=encode_query(pair for pair in parse_query(self.query) if pair[0] not in keys))

    def __eq__(self, other):
        return str(self) == str(other)

    def __str__(self):
        return self._url

    def __repr__(self):
        url = str(self.replace(password="********")) if self.password else self._url
        return f"{type(self).__name__}({url!r})"


class URLPath(str):
    """A path that routing has made."""

    def __new__(cls, path, protocol="", host=""):
        text = str.__new__(cls, path)
        text.protocol, text.host = protocol, host
        return text

    def make_absolute_url(self, base_url):
        base = URL(str(base_url))
        return base.replace(netloc=self.host or base.netloc, path=base.path.rstrip("/") + str(self), query="")


class ImmutableMultiDict(Mapping):
    """Names with one or more values; as a mapping, the last one."""

    def __init__(self, *args, **kwargs):
        value = args[0] if args else []
        if kwargs:
            value = ImmutableMultiDict(value).multi_items() + list(kwargs.items())
        if hasattr(value, "multi_items"):
            self._list = value.multi_items()
        else:
            self._list = list(value.items() if hasattr(value, "items") else value)

    @property
    def _dict(self):
        return dict(self._list)

    def getlist(self, key):
        """All values of a name."""
        return [value for name, value in self._list if name == key]

    def keys(self):
        return self._dict.keys()

    def values(self):
        return self._dict.values()

    def items(self):
        return self._dict.items()

    def multi_items(self):
        """All pairs."""
        return list(self._list)

    def __getitem__(self, key):
        return self._dict[key]

    def __contains__(self, key):
        return key in self._dict

    def __iter__(self):
        return iter(self.keys())

    def __len__(self):
        return len(self._dict)

    def __eq__(self, other):
        if not isinstance(other, type(self)):
            return False
        return sorted(self._list, key=lambda pair: pair[0]) == sorted(other._list, key=lambda pair: pair[0])

    def __repr__(self):
        return f"{type(self).__name__}({self.multi_items()!r})"


class MultiDict(ImmutableMultiDict):
    """The same, to be changed."""

    def __setitem__(self, key, value):
        self.setlist(key, [value])

    def __delitem__(self, key):
        if key not in self:
            raise KeyError(key)
        self.setlist(key, [])

    def pop(self, key, default=None):
        value = self._dict.get(key, default)
        self.setlist(key, [])
        return value

    def setlist(self, key, values):
        self._list = [pair for pair in self._list if pair[0] != key] + [(key, value) for value in values]

    def append(self, key, value):
        self._list.append((key, value))

    def setdefault(self, key, default=None):
        if key not in self:
            self.append(key, default)
        return self[key]

    def update(self, *args, **kwargs):
        value = MultiDict(*args, **kwargs)
        self._list = [pair for pair in self._list if pair[0] not in value.keys()] + value.multi_items()


class QueryParams(ImmutableMultiDict):
    """The query of a request."""

    def __init__(self, *args, **kwargs):
        value = args[0] if args else []
        if isinstance(value, bytes):
            value = value.decode("latin-1")
        if isinstance(value, str):
            value = parse_query(value)
        super().__init__(value, **kwargs)
        self._list = [(str(key), str(value)) for key, value in self._list]

    def __str__(self):
        return encode_query(self._list)

    def __repr__(self):
        return f"{type(self).__name__}({str(self)!r})"


class FormData(ImmutableMultiDict):
    """The fields of a form."""

    async def close(self):
        """Nothing to close: there are no files."""


class Headers(Mapping):
    """Headers: names without regard to case."""

    def __init__(self, headers=None, raw=None, scope=None):
        if headers is not None:
            raw = [(key.lower().encode("latin-1"), value.encode("latin-1")) for key, value in headers.items()]
        elif scope is not None:
            raw = scope["headers"] = list(scope["headers"])
        self._list = [] if raw is None else raw

    @property
    def raw(self):
        return list(self._list)

    def keys(self):
        return [key.decode("latin-1") for key, _ in self._list]

    def values(self):
        return [value.decode("latin-1") for _, value in self._list]

    def items(self):
        return [(key.decode("latin-1"), value.decode("latin-1")) for key, value in self._list]

    def getlist(self, key):
        """All values of a name."""
        wanted = key.lower().encode("latin-1")
        return [value.decode("latin-1") for name, value in self._list if name == wanted]

    def mutablecopy(self):
        return MutableHeaders(raw=self._list[:])

    def __getitem__(self, key):
        found = self.getlist(key)
        if not found:
            raise KeyError(key)
        return found[0]

    def __contains__(self, key):
        return bool(self.getlist(key))

    def __iter__(self):
        return iter(self.keys())

    def __len__(self):
        return len(self._list)

    def __eq__(self, other):
        return isinstance(other, Headers) and sorted(self._list) == sorted(other._list)

    def __repr__(self):
        alone = dict(self.items())
        if len(alone) == len(self):
            return f"{type(self).__name__}({alone!r})"
        return f"{type(self).__name__}(raw={self.raw!r})"


class MutableHeaders(Headers):
    """The headers of a response."""

    @property
    def raw(self):
        return self._list

    def __setitem__(self, key, value):
        entry = (key.lower().encode("latin-1"), value.encode("latin-1"))
        places = [index for index, (name, _) in enumerate(self._list) if name == entry[0]]
        for index in reversed(places[1:]):
            del self._list[index]
        if places:
            self._list[places[0]] = entry
        else:
            self._list.append(entry)

    def __delitem__(self, key):
        name = key.lower().encode("latin-1")
        self._list[:] = [entry for entry in self._list if entry[0] != name]

    def __ior__(self, other):
        self.update(other)
        return self

    def __or__(self, other):
        new = self.mutablecopy()
        new.update(other)
        return new

    def setdefault(self, key, value):
        found = self.getlist(key)
        if found:
            return found[0]
        self.append(key, value)
        return value

    def update(self, other):
        for key, value in other.items():
            self[key] = value

    def append(self, key, value):
        self._list.append((key.lower().encode("latin-1"), value.encode("latin-1")))

    def add_vary_header(self, vary):
        self["vary"] = ", ".join([*self.getlist("vary"), vary])


class State:
    """What a program keeps with an application or a request."""

    def __init__(self, state=None):
        super().__setattr__("_state", {} if state is None else state)

    def __setattr__(self, key, value):
        self._state[key] = value

    def __getattr__(self, key):
        try:
            return self._state[key]
        except KeyError:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{key}'") from None

    def __delattr__(self, key):
        del self._state[key]

    def __getitem__(self, key):
        return self._state[key]

    def __setitem__(self, key, value):
        self._state[key] = value

    def __delitem__(self, key):
        del self._state[key]

    def __iter__(self):
        return iter(self._state)

    def __len__(self):
        return len(self._state)
