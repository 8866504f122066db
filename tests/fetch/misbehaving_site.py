"""A web server on this machine that misbehaves in every way that real ones do."""

from __future__ import annotations

import gzip
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from hegui.proving import load_draft
from tools.layouts import document_of

PAGE = document_of(load_draft("bureau"), "html")
WORD = document_of(load_draft("bureau"), "docx")
LEADS_ON = (
    "<html><head><title>年度报告</title></head><body><p>2024年年报见附件。</p>"
    '<a href="/other.docx">会议通知</a><a href="files/%E6%8A%A5%E5%91%8A.docx">附件：2024年年度报告</a>'
    '<a href="javascript:alert(1)">打印</a><a href="http://[">坏链接</a></body></html>'
).encode()


class Site:
    """What was asked for, and where the server is."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.asked: Counter[str] = Counter()
        self.robots = "User-agent: *\nDisallow: /secret\n"
        self.robots_status = 200


class _Handler(BaseHTTPRequestHandler):
    site: Site

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        path = self.path
        self.site.asked[path] += 1
        count = self.site.asked[path]
        match path:
            case "/robots.txt":
                self._answer(self.site.robots.encode(), status=self.site.robots_status)
            case "/report.html" | "/%E6%8A%A5%E5%91%8A.html" | "/secret/report.html":
                self._answer(PAGE, "text/html")
            case "/leads-on.html":
                self._answer(LEADS_ON, "text/html")
            case "/files/%E6%8A%A5%E5%91%8A.docx" | "/other.docx":
                self._answer(WORD)
            case "/nothing.html":
                self._answer("<html><body><p>网站维护</p></body></html>".encode(), "text/html")
            case "/busy-once" if count == 1:
                self._answer(b"", status=503)
            case "/ask-later" if count == 1:
                self._answer(b"", status=429, headers={"Retry-After": "0"})
            case "/cut-once" if count == 1:
                self._answer(PAGE[:2000], length=len(PAGE))
                self.close_connection = True
            case "/reset-once" if count == 1:
                self.connection.close()
            case "/ask-oddly" if count == 1:
                self._answer(b"", status=503, headers={"Retry-After": "\u00b2"})
            case "/ask-by-no-date" if count == 1:
                self._answer(b"", status=503, headers={"Retry-After": "Fri, 99 Foo 99999999999 99:99:99 +999999"})
            case "/much-later":
                self._answer(b"", status=503, headers={"Retry-After": "9" * 400})
            case "/packed":
                self._answer(gzip.compress(PAGE), headers={"Content-Encoding": "gzip"})
            case "/cut-packed-once" if count == 1:
                self._answer(gzip.compress(PAGE)[:-20], headers={"Content-Encoding": "gzip"})
            case "/packed-twice":
                self._answer(gzip.compress(gzip.compress(b"0" * 5_000_000)), headers={"Content-Encoding": "gzip, gzip"})
            case "/packed-otherwise":
                self._answer(PAGE, headers={"Content-Encoding": "br"})
            case "/packed-badly":
                self._answer(PAGE, headers={"Content-Encoding": "gzip"})
            case "/sets-a-cookie":
                self._answer(b"", headers={"Set-Cookie": "kept=here; Path=/"})
            case "/what-cookie":
                self._answer(self.headers.get("Cookie", "").encode())
            case "/drips-headers":
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                for number in range(100):
                    self.wfile.write(b"X-%d: x\r\n" % number)
                    time.sleep(0.05)
            case "/cut-packed-once" | "/ask-oddly" | "/ask-by-no-date":
                self._answer(PAGE, "text/html")
            case "/busy-once" | "/ask-later" | "/cut-once" | "/reset-once":
                self._answer(PAGE, "text/html")
            case "/always-busy":
                self._answer(b"", status=500)
            case "/loop":
                self._answer(b"", status=302, headers={"Location": "/loop"})
            case "/moved-nowhere":
                self._answer(b"", status=302, headers={"Location": "http://[broken"})
            case "/moved":
                self._answer(b"", status=301, headers={"Location": "/report.html"})
            case "/inside":
                self._answer(b"", status=302, headers={"Location": "http://10.0.0.1/admin"})
            case "/file-scheme":
                self._answer(b"", status=302, headers={"Location": "file:///etc/passwd"})
            case "/big":
                self._answer(b"x" * 300_000)
            case "/bomb":
                self._answer(gzip.compress(b"0" * 5_000_000), headers={"Content-Encoding": "gzip"})
            case "/drip":
                self.send_response(200)
                self.end_headers()
                for _ in range(100):
                    self.wfile.write(b"x")
                    time.sleep(0.05)
            case "/silent":
                time.sleep(1.5)
            case _:
                self._answer(b"", status=404)

    def _answer(
        self,
        body: bytes,
        kind: str = "application/octet-stream",
        status: int = 200,
        headers: dict[str, str] | None = None,
        length: int | None = None,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are what is tested."""


def start() -> tuple[ThreadingHTTPServer, Site]:
    """The server, running, and what it was asked."""
    handler = type("Handler", (_Handler,), {})
    server = _Server(("127.0.0.1", 0), handler)
    handler.site = site = Site(server.server_address[1])  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server, site
