"""The cases in a batch's body: beside the body, no more than one is in memory at a time."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

from pydantic import ValidationError
from pydantic_core import from_json

from agent.service_settings import ServiceOptions
from api.problem import ApiError
from domain.case import Case

JSON, LINES = "application/json", "application/x-ndjson"
MEDIA = (JSON, LINES, "application/jsonl")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LINE = re.compile(rb"[^\n]++")  # at a line feed alone: JSON leaves other separators bare within its strings
OPENING, REST = re.compile(rb"[ \t\r\n]*+\["), re.compile(rb"[ \t\r\n]*+\Z")
MARK = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[][{},]', re.DOTALL)  # a string, or what gives structure
COMMA, CLOSING = b",]"
Place = tuple[int, int]


@dataclass(frozen=True)
class Cases:
    """`places` are where each begins and ends; whenever they are gone through, each is parsed anew."""

    body: bytes | bytearray
    places: Sequence[Place]

    def __len__(self) -> int:
        return len(self.places)

    def __iter__(self) -> Iterator[Case]:
        return (Case.model_validate_json(bytes(self.body[begin:end])) for begin, end in self.places)


def read_cases(media: str, body: bytes | bytearray, options: ServiceOptions) -> Cases:
    """Those of a batch, once all were found to be cases; each may have as many bytes as alone. Raises ApiError for what
    is wrong first."""
    reading = _Reading(body, options)
    places: list[Place] = []
    for name, place in reading.of(media.partition(";")[0].strip().lower()):
        if len(places) == options.batch_cases:
            raise reading.no_batch()
        _require_case(name, reading.part(name, place))
        places.append(place)
    if not places:
        raise reading.no_batch()
    return Cases(body, places)


@dataclass(frozen=True)
class _Reading:
    body: bytes | bytearray
    options: ServiceOptions

    def of(self, kind: str) -> Iterator[tuple[str, Place]]:
        """What each is called in messages, and where it is."""
        if kind not in MEDIA:
            raise ApiError(415, "media-type", f"send {JSON} (an array of cases) or {LINES} (a case a line)")
        start = len(BYTE_ORDER_MARK) if self.body.startswith(BYTE_ORDER_MARK) else 0
        return self._elements(start) if kind == JSON else self._lines(start)

    def part(self, name: str, place: Place) -> bytes:
        begin, end = place
        self._require_small(name, end - begin)
        return bytes(self.body[begin:end])

    def no_batch(self) -> ApiError:
        return ApiError(422, "invalid", f"a batch is an array of 1 to {self.options.batch_cases:,} cases")

    def _lines(self, start: int) -> Iterator[tuple[str, Place]]:
        number, end = 1, start
        for line in LINE.finditer(self.body, start):
            number += self.body.count(b"\n", end, line.start())
            end = line.end()
            if self.part(f"line {number}", line.span()).strip():
                yield f"line {number}", line.span()

    def _elements(self, start: int) -> Iterator[tuple[str, Place]]:
        """Of the array. Where each of them is JSON, and commas stand between them, the whole is JSON."""
        opened = OPENING.match(self.body, start)
        if opened is None:
            self._refuse(start)
        begun, depth, number, sign = opened.end(), 1, 0, COMMA
        for mark in MARK.finditer(self.body, begun):
            sign = self.body[mark.start()]
            depth += (sign in b"[{") - (sign in b"]}")
            self._require_small(f"case {number}", mark.start() - begun)
            if depth == 0 or (depth == 1 and sign == COMMA):
                place = (begun, mark.start())
                if number or depth or self.part("case 0", place).strip():  # the array is not empty
                    yield f"case {number}", place
                begun, number = mark.end(), number + 1
            if depth == 0:
                break
        if sign != CLOSING or depth or not REST.match(self.body, begun):
            raise _malformed("the body", "it does not end where its array does")

    def _refuse(self, start: int) -> NoReturn:
        """What is no array."""
        text = self.part("the body", (start, len(self.body)))
        try:
            from_json(text)
        except ValueError as error:
            raise _malformed("the body", str(error)) from error
        raise self.no_batch()

    def _require_small(self, name: str, size: int) -> None:
        if size > self.options.body_bytes:
            most = f"a case has at most {self.options.body_bytes:,} bytes"
            raise ApiError(413, "too-large", f"{name} is too large: {most}")


def _require_case(name: str, text: bytes) -> None:
    try:
        excess = Case.model_validate_json(text).limit_exceeded()
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        if fault["type"] == "json_invalid":
            raise _malformed(name, fault["msg"]) from error
        where = ".".join((name, *map(str, fault["loc"])))
        counted = "lines are counted from 1, cases from 0"
        told = f"{where}: {fault['msg']} ({error.error_count()} faults in it); {counted}"
        raise ApiError(422, "invalid", told) from error
    if excess is not None:
        raise ApiError(422, "invalid", f"{name}: {excess}")


def _malformed(name: str, why: str) -> ApiError:
    return ApiError(400, "malformed", f"{name} is no JSON: {why}")
