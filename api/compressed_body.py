"""Reads a gzip body in small parts, so that a small one that unfolds to gigabytes takes no more memory than another."""

import zlib

from starlette.datastructures import Headers
from starlette.types import Message, Receive

from api.problem import ApiError

PART_BYTES = 65_536
GZIP_FORMAT = 16 + zlib.MAX_WBITS
GZIP_NAMES = ("gzip", "x-gzip")
MAX_ENCODING_CHARS = 50


def is_gzip(headers: Headers) -> bool:
    """Of a body by all its headers. Raises ApiError for another encoding."""
    text = ", ".join(headers.getlist("content-encoding"))
    names = [name.strip().lower() for name in text.split(",")]
    coded = [name for name in names if name not in ("", "identity")]
    if not coded or (len(coded) == 1 and coded[0] in GZIP_NAMES):
        return bool(coded)
    detail = f"the body is encoded as {text[:MAX_ENCODING_CHARS]}: send it as it is, or once with gzip"
    raise ApiError(415, "unsupported-media-type", detail, {"Accept-Encoding": "gzip, identity"})


class GzipBody:
    """Receives the body unfolded, in parts of at most `PART_BYTES`. The limits of a body count these parts."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._unfolding, self._rest = zlib.decompressobj(GZIP_FORMAT), b""
        self._begun, self._complete, self._ended = False, False, False

    async def receive(self) -> Message:
        """Raises ApiError for what is no gzip, or breaks off."""
        while not self._ended:
            if not self._rest and not self._complete:
                message = await self._receive()
                if message["type"] != "http.request":
                    return message
                self._rest, self._complete = message.get("body", b""), not message.get("more_body", False)
            part = self._unfold()
            self._ended = self._complete and not self._rest and len(part) < PART_BYTES
            if self._ended and self._begun and not self._unfolding.eof:
                raise _broken("breaks off")
            if part or self._ended:
                return {"type": "http.request", "body": part, "more_body": not self._ended}
        return await self._receive()  # waits for the caller to disconnect

    def _unfold(self) -> bytes:
        """The next part of what was received; the rest waits in `_rest`."""
        if self._rest and self._unfolding.eof:  # another member follows
            self._unfolding = zlib.decompressobj(GZIP_FORMAT)
        self._begun = self._begun or bool(self._rest)
        try:
            part = self._unfolding.decompress(self._rest, PART_BYTES)
        except zlib.error as error:
            raise _broken("is none") from error
        self._rest = self._unfolding.unused_data if self._unfolding.eof else self._unfolding.unconsumed_tail
        return part


def _broken(what: str) -> ApiError:
    return ApiError(400, "malformed-request", f"the body is announced as gzip and {what}: compress it again")
