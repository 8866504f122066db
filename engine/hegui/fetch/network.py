"""Connections for the client: to addresses that were looked at, and none beyond the deadline of its thread.

The time limits of an HTTP library are for each part of an answer: a server that sends a byte now and then is within
them for good. So the deadline is kept where bytes come in.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from ssl import SSLContext
from typing import Any

import httpcore
import httpx

from hegui.fetch.addresses import addresses_of
from hegui.fetch.errors import FetchError


class Deadline(threading.local):
    """By when what this thread asks for must be there to its last byte."""

    _at: float = float("inf")
    _seconds: float = float("inf")

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        self._seconds, self._at = seconds, time.monotonic() + seconds
        try:
            yield
        finally:
            self._at = float("inf")

    @contextmanager
    def left(self, timeout: float | None) -> Iterator[float]:
        """What is left, no more than the timeout. Raises FetchError where that is nothing, or turns out too little."""
        self._check()
        try:
            yield min(timeout or float("inf"), self._at - time.monotonic())
        except httpcore.TimeoutException:
            self._check()
            raise

    def _check(self) -> None:
        if time.monotonic() >= self._at:
            raise FetchError(f"下载超过 {self._seconds:g} 秒，已停止")


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with self._deadline.left(timeout) as left:
            return self._stream.read(max_bytes, left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with self._deadline.left(timeout) as left:
            self._stream.write(buffer, left)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        with self._deadline.left(timeout) as left:
            return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Network(httpcore.NetworkBackend):
    def __init__(self, deadline: Deadline, *, allow_private: bool) -> None:
        self._sockets = httpcore.SyncBackend()
        self._deadline = deadline
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failed: Exception | None = None
        for address in addresses_of(host, port, allow_private=self._allow_private):
            try:
                with self._deadline.left(timeout) as left:
                    stream = self._sockets.connect_tcp(address, port, left, local_address, socket_options)
                return _Stream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        assert failed
        raise failed


class Transport(httpx.BaseTransport):
    """HTTP over such connections; raises the exceptions of httpcore."""

    def __init__(self, deadline: Deadline, *, allow_private: bool) -> None:
        network = _Network(deadline, allow_private=allow_private)
        self._pool = httpcore.ConnectionPool(httpx.create_ssl_context(trust_env=False), network_backend=network)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        headers = request.headers.raw
        answer = self._pool.handle_request(
            httpcore.Request(request.method, url, headers=headers, extensions=request.extensions)
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions)

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
