"""URLs and query parameters. Rules: `httpx/_urls.py`, `httpx/_urlparse.py` of httpx 0.28."""

from collections.abc import Mapping

from _espalier_urls import encode_query, parse_query, quote, split_url, unquote

from ._exceptions import InvalidURL

_DEFAULT_PORTS = {"ftp": 21, "http": 80, "https": 443, "ws": 80, "wss": 443}
# What stays as it is: RFC 3986's sets, as the WHATWG specification has them for each part.
_PATH_SAFE = "!$&'()*+,;=:@/%[]|\\^"
_QUERY_SAFE = "!$%&'()*+,;=:@/?[]\\^`{|}"


def primitive_value_to_str(value):
    """A value in a query or a form."""
    if value is True:
        return "true"
    if value is False:
        return "false"
    return "" if value is None else str(value)


def _of(parts):
    """The URL of these parts, which are quoted."""
    url = URL.__new__(URL)
    url._parts = parts
    return url


class URL:
    """A URL, absolute or relative."""

    def __init__(self, url="", **kwargs):
        if not isinstance(url, (str, URL)):
            raise TypeError(f"Invalid type for url.  Expected str or httpx.URL, got {type(url)}: {url!r}")
        params = kwargs.pop("params", self)
        if isinstance(url, URL):
            self._parts = url._parts
        else:
            scheme, authority, path, query, fragment = split_url(url)
            userinfo, _, host = authority.rpartition("@")
            port = None
            if not host.endswith("]") and ":" in host:
                host, _, digits = host.rpartition(":")
                if digits and not digits.isdigit():
                    raise InvalidURL(f"Invalid port: {digits!r}")
                port = int(digits) if digits else None
            if _DEFAULT_PORTS.get(scheme) == port:
                port = None
            if authority and path and not path.startswith("/"):
                path = "/" + path
            path = quote(path, _PATH_SAFE)
            query = None if query is None else quote(query, _QUERY_SAFE)
            self._parts = (scheme, userinfo, host.lower().strip("[]"), port, path, query, fragment)
        if kwargs:
            self._parts = self.copy_with(**kwargs)._parts
        if params is not self:
            self._parts = (*self._parts[:5], str(QueryParams(params)) or None, self._parts[6])

    scheme = property(lambda self: self._parts[0])
    host = property(lambda self: self._parts[2])
    port = property(lambda self: self._parts[3])
    path = property(lambda self: unquote(self._parts[4] or "/"))
    query = property(lambda self: (self._parts[5] or "").encode("ascii"))
    fragment = property(lambda self: unquote(self._parts[6] or ""))
    params = property(lambda self: QueryParams(self._parts[5]))
    userinfo = property(lambda self: self._parts[1].encode("ascii"))
    username = property(lambda self: unquote(self._parts[1].partition(":")[0]))
    password = property(lambda self: unquote(self._parts[1].partition(":")[2]))
    raw_scheme = property(lambda self: self._parts[0].encode("ascii"))
    raw_host = property(lambda self: self._parts[2].encode("ascii"))
    netloc = property(lambda self: self._authority().encode("ascii"))
    is_absolute_url = property(lambda self: bool(self._parts[0] and self._parts[2]))
    is_relative_url = property(lambda self: not self.is_absolute_url)

    def _authority(self):
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def raw_path(self):
        """Path and query, as they are sent."""
        query = self._parts[5]
        return ((self._parts[4] or "/") + ("" if query is None else "?" + query)).encode("ascii")

    def copy_with(self, **kwargs):
        """The URL with some parts changed."""
        scheme, userinfo, host, port, path, query, fragment = self._parts
        scheme = kwargs.get("scheme", scheme)
        host, port = kwargs.get("host", host), kwargs.get("port", port)
        if "netloc" in kwargs:
            netloc = URL(f"//{kwargs['netloc'].decode('ascii')}")
            host, port = netloc.host, netloc.port
        if "path" in kwargs:
            path = quote(kwargs["path"], _PATH_SAFE.replace("%", ""))
        if "query" in kwargs:
            query = kwargs["query"]
            query = None if query is None else query.decode("ascii")
        if "raw_path" in kwargs:
            path, mark, query = kwargs["raw_path"].decode("ascii").partition("?")
            query = query if mark else None
        if "params" in kwargs:
            query = str(QueryParams(kwargs["params"])) or None
        fragment = kwargs.get("fragment", fragment)
        return _of((scheme, userinfo, host, port, path, query, fragment))

    def copy_set_param(self, key, value=None):
        return self.copy_with(params=self.params.set(key, value))

    def copy_add_param(self, key, value=None):
        return self.copy_with(params=self.params.add(key, value))

    def copy_remove_param(self, key):
        return self.copy_with(params=self.params.remove(key))

    def copy_merge_params(self, params):
        return self.copy_with(params=self.params.merge(params))

    def join(self, url):
        """The URL that `url` is, seen from this one."""
        other = URL(url)
        if other.scheme:
            return other
        if other.host:
            return other.copy_with(scheme=self.scheme)
        scheme, userinfo, host, port, path, query, _ = self._parts
        _, _, _, _, relative, relative_query, fragment = other._parts
        if relative.startswith("/"):
            path, query = relative, relative_query
        elif relative:
            path, query = path.rpartition("/")[0] + "/" + relative, relative_query
        elif relative_query is not None:
            query = relative_query
        kept = []
        for part in path.split("/"):
            if part == ".." and len(kept) > 1:
                kept.pop()
            elif part not in (".", ".."):
                kept.append(part)
        if path.endswith(("/.", "/..")):
            kept.append("")
        return _of((scheme, userinfo, host, port, "/".join(kept), query, fragment))

    def __str__(self):
        scheme, userinfo, host, _, path, query, fragment = self._parts
        authority = self._authority()
        if userinfo:
            authority = f"{userinfo}@{authority}"
        return "".join([
            f"{scheme}:" if scheme else "", f"//{authority}" if host else "", path,
            "" if query is None else f"?{query}", "" if fragment is None else f"#{fragment}",
        ])

    def __repr__(self):
        text = str(self)
        if self.password:
            text = text.replace(f":{self._parts[1].partition(':')[2]}@", ":[secure]@")
        return f"URL({text!r})"

    def __hash__(self):
        return hash(str(self))

    def __eq__(self, other):
        return isinstance(other, (URL, str)) and str(self) == str(URL(other))


class QueryParams(Mapping):
    """Query parameters: names with one or more values."""

    def __init__(self, *args, **kwargs):
        value = args[0] if args else kwargs
        self._dict = {}
        if isinstance(value, bytes):
            value = value.decode("ascii")
        if isinstance(value, str):
            pairs = parse_query(value)
        elif isinstance(value, QueryParams):
            pairs = value.multi_items()
        elif value is None:
            pairs = []
        elif isinstance(value, (list, tuple)):
            pairs = list(value)
        else:
            pairs = [
                (name, item)
                for name, items in value.items()
                for item in (items if isinstance(items, (list, tuple)) else [items])
            ]
        for name, item in pairs:
            self._dict.setdefault(str(name), []).append(primitive_value_to_str(item))

    def _with(self, entries):
        copy = QueryParams()
        copy._dict = entries
        return copy

    def multi_items(self):
        """All pairs."""
        return [(name, value) for name, values in self._dict.items() for value in values]

    def keys(self):
        return self._dict.keys()

    def values(self):
        return {name: values[0] for name, values in self._dict.items()}.values()

    def items(self):
        return {name: values[0] for name, values in self._dict.items()}.items()

    def get(self, key, default=None):
        return self._dict[str(key)][0] if key in self._dict else default

    def get_list(self, key):
        """All values of a name."""
        return list(self._dict.get(str(key), []))

    def set(self, key, value=None):
        return self._with({**self._dict, str(key): [primitive_value_to_str(value)]})

    def add(self, key, value=None):
        return self._with({**self._dict, str(key): [*self.get_list(key), primitive_value_to_str(value)]})

    def remove(self, key):
        return self._with({name: values for name, values in self._dict.items() if name != str(key)})

    def merge(self, params=None):
        return self._with({**self._dict, **QueryParams(params)._dict})

    def __getitem__(self, key):
        return self._dict[key][0]

    def __contains__(self, key):
        return key in self._dict

    def __iter__(self):
        return iter(self.keys())

    def __len__(self):
        return len(self._dict)

    def __bool__(self):
        return bool(self._dict)

    def __hash__(self):
        return hash(str(self))

    def __eq__(self, other):
        return isinstance(other, QueryParams) and sorted(self.multi_items()) == sorted(other.multi_items())

    def __str__(self):
        return encode_query(self.multi_items())

    def __repr__(self):
        return f"QueryParams({str(self)!r})"
