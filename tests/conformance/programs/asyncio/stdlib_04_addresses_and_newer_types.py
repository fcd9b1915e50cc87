# `urllib.parse` and `ipaddress`, with which crawlers take addresses apart, and `typing_extensions`
import asyncio
import ipaddress
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlencode, urljoin, urlparse, urlsplit, urlunsplit

from typing_extensions import Annotated, NotRequired, Self, TypedDict, deprecated, get_args, override

PAGES = {
    "http://site/": ["/a", "b/c?x=1&y=2", "//other/z", "#part"],
    "http://site/a": ["./b", "../", "mailto:me@site"],
    "http://site/b/c?x=1&y=2": ["d", "?z=3"],
}


class Page(TypedDict):
    address: str
    links: NotRequired[list[str]]


class Crawler:
    def __init__(self, limit: Annotated[int, "at a time"]) -> None:
        self.seen: dict[str, Page] = {}
        self.limit = asyncio.Semaphore(limit)

    async def fetch(self, address: str) -> Page:
        async with self.limit:
            await asyncio.sleep(0.1)
        return {"address": address, "links": [urljoin(address, link) for link in PAGES.get(address, [])]}

    async def crawl(self, address: str) -> Self:
        if address in self.seen or urlparse(address).scheme != "http":
            return self
        self.seen[address] = {"address": address}
        self.seen[address] = page = await self.fetch(address)
        async with asyncio.TaskGroup() as group:
            for link in page["links"]:
                group.create_task(self.crawl(link))
        return self

    @override
    def __repr__(self) -> str:
        return f"<Crawler of {len(self.seen)} pages>"


async def main():
    crawler = await Crawler(2).crawl("http://site/")
    print(crawler, f"{asyncio.get_running_loop().time():.2f}")
    for address, page in crawler.seen.items():
        parts = urlsplit(address)
        print(parts.netloc, parts.path, parse_qs(parts.query), parts.fragment, len(page["links"]))
    print(urlparse("https://user:pw@host:8080/p;a?q=1#f"), urlparse("http://h:99/").port)
    print(urlencode({"q": "a b&c", "n": [1, 2]}, doseq=True), quote("ä/ b"), unquote("%C3%A4%20b"), parse_qsl("a=1&b=&a=2", keep_blank_values=True))
    print(urlunsplit(("http", "h", "/p", "q=1", "")), urlsplit("//h/p")._replace(scheme="https").geturl())
    try:
        urlparse("http://h:port/").port
    except ValueError as error:
        print(error)
    network = ipaddress.ip_network("10.0.0.0/29")
    print(network, list(network.hosts())[:2], ipaddress.ip_address("10.0.0.3") in network, ipaddress.ip_address("::1").is_loopback)
    print(get_args(Annotated[int, "at a time"]), deprecated("old").message)


asyncio.run(main())
