"""The network below the client: it connects to an address only after that very address was judged, and keeps one deadline."""

import ssl
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore2
import httpx2

from goodword.core.outbound.addresses import Blocked, Place, is_public, left, resolve


class GuardedBackend(httpcore2.NetworkBackend):
    """Resolves, judges, connects. place: where this request goes, from `check_address`. deadline: of the monotonic clock."""

    def __init__(self, place: Place, deadline: float) -> None:
        self._place, self._deadline = place, deadline
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """A stream to the first of the allowed addresses that answers."""
        if port != self._place.port:  # what was judged is what is connected to, whoever reads the address how
            raise Blocked("address", "read in two ways")
        limit = timeout or 3.0
        failed: Exception | None = None
        for address in resolve(self._place, min(limit, left(self._deadline)))[:3]:
            try:
                stream = self._plain.connect_tcp(
                    address, port, min(limit, left(self._deadline)), None, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
                continue
            return BoundedStream(self._judged(stream), self._deadline)
        raise failed or httpcore2.ConnectError("no address")

    def connect_unix_socket(self, *_args: Any, **_named: Any) -> httpcore2.NetworkStream:
        """Never."""
        raise Blocked("address", "a socket of this machine")

    def _judged(self, stream: httpcore2.NetworkStream) -> httpcore2.NetworkStream:
        """Ask the socket itself where it ended, as the last word."""
        peer = str((stream.get_extra_info("server_addr") or ("",))[0])
        if not self._place.is_named_by_owner and not is_public(peer):
            stream.close()
            raise Blocked("address", "ended at another address")
        return stream


class BoundedStream(httpcore2.NetworkStream):
    """A stream on which no sequence of small sips lasts beyond the deadline."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Up to `max_bytes`."""
        return self._stream.read(max_bytes, self._within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """All of `buffer`."""
        self._stream.write(buffer, self._within(timeout))

    def close(self) -> None:
        """Close it."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """The same stream, encrypted and bounded alike."""
        secure = self._stream.start_tls(ssl_context, server_hostname, self._within(timeout))
        return BoundedStream(secure, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """What the stream below knows of itself."""
        return self._stream.get_extra_info(info)

    def _within(self, timeout: float | None) -> float:
        rest = left(self._deadline)
        return rest if timeout is None else min(timeout, rest)


class GuardedTransport(httpx2.BaseTransport):
    """What the client sends through: one connection for one request, on the guarded network."""

    def __init__(self, place: Place, deadline: float, tls: ssl.SSLContext) -> None:
        backend = GuardedBackend(place, deadline)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=tls, max_connections=1, max_keepalive_connections=0, network_backend=backend
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request."""
        url = request.url
        answer = self._pool.handle_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx2.Response(
            status_code=answer.status, headers=answer.headers, stream=_Body(answer), extensions={}
        )

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
