"""Finds the cases in the body of a batch. Besides the body, at most one case is in memory at a time.

It splits arrays itself: ijson needs memory that grows with the square of the nesting depth (3.8 GB for 40 kB of "["),
reports no positions, and reads a lone surrogate as "?"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import ValidationError

from agent.service_settings import ServiceOptions
from api.json_body import JSON, malformed_json, parse_json, require_utf_8
from api.problem import ApiError
from api.submitted_case import SUBMITTED_CASE
from domain.case import Case

JSON_LINES = "application/x-ndjson"
MEDIA_TYPES = (JSON, JSON_LINES, "application/jsonl")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LINE = re.compile(rb"[^\n]++")  # other line separators may occur within JSON strings
ARRAY_START, WHITESPACE_TO_END = re.compile(rb"[ \t\r\n]*+\["), re.compile(rb"[ \t\r\n]*+\Z")
STRING_OR_STRUCTURE = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[][{},]', re.DOTALL)
COMMA, ARRAY_END = b",]"
Span = tuple[int, int]


@dataclass(frozen=True)
class BatchCases:
    """`spans` are the start and end of each case in the body. Each iteration parses the cases again."""

    body: bytes | bytearray
    spans: Sequence[Span]

    def __len__(self) -> int:
        return len(self.spans)

    def __iter__(self) -> Iterator[Case]:
        return (SUBMITTED_CASE.validate_json(bytes(self.body[start:end])) for start, end in self.spans)


def read_cases(media_type: str, body: bytes | bytearray, options: ServiceOptions) -> BatchCases:
    """Validates every case. A case may have as many bytes as in a single request. Raises ApiError for the first
    error in the body."""
    splitter = _Splitter(body, options)
    spans: list[Span] = []
    kind, _, parameters = media_type.partition(";")
    require_utf_8(parameters)
    for name, span in splitter.split(kind.strip().lower()):
        if len(spans) == options.max_batch_cases:
            raise splitter.not_a_batch()
        _validate_case(name, splitter.text(name, span))
        spans.append(span)
    if not spans:
        raise splitter.not_a_batch()
    return BatchCases(body, spans)


@dataclass(frozen=True)
class _Splitter:
    body: bytes | bytearray
    options: ServiceOptions

    def split(self, media_type: str) -> Iterator[tuple[str, Span]]:
        """Each case with its name for error messages: its line from 1, or its position in the array from 0."""
        if media_type not in MEDIA_TYPES:
            detail = f"send {JSON} (an array of cases) or {JSON_LINES} (one case per line)"
            raise ApiError(415, "unsupported-media-type", detail)
        start = len(BYTE_ORDER_MARK) if self.body.startswith(BYTE_ORDER_MARK) else 0
        return self._elements(start) if media_type == JSON else self._lines(start)

    def text(self, name: str, span: Span) -> bytes:
        start, end = span
        self._require_size(name, end - start)
        return bytes(self.body[start:end])

    def not_a_batch(self) -> ApiError:
        limit = self.options.max_batch_cases
        return ApiError(422, "invalid-request", f"a batch is an array of 1 to {limit:,} cases")

    def _lines(self, start: int) -> Iterator[tuple[str, Span]]:
        number, end = 1, start
        for line in LINE.finditer(self.body, start):
            number += self.body.count(b"\n", end, line.start())
            end = line.end()
            if self.text(f"line {number}", line.span()).strip():
                yield f"line {number}", line.span()

    def _elements(self, start: int) -> Iterator[tuple[str, Span]]:
        """Splits an array at its commas. If each element is valid JSON, the whole array is."""
        array_start = ARRAY_START.match(self.body, start)
        if array_start is None:
            raise self._not_an_array(start)
        element_start, depth, number, character = array_start.end(), 1, 0, COMMA
        for token in STRING_OR_STRUCTURE.finditer(self.body, element_start):
            character = self.body[token.start()]
            depth += (character in b"[{") - (character in b"]}")
            self._require_size(f"case {number}", token.start() - element_start)
            if depth == 0 or (depth == 1 and character == COMMA):
                span = (element_start, token.start())
                if number or depth or self.text("case 0", span).strip():  # not an empty array
                    yield f"case {number}", span
                element_start, number = token.end(), number + 1
            if depth == 0:
                break
        if character != ARRAY_END or depth or not WHITESPACE_TO_END.match(self.body, element_start):
            raise malformed_json("the body", "it does not end where its array ends")

    def _not_an_array(self, start: int) -> ApiError:
        parse_json("the body", self.text("the body", (start, len(self.body))))
        return self.not_a_batch()

    def _require_size(self, name: str, size: int) -> None:
        limit = self.options.max_body_bytes
        if size > limit:
            raise ApiError(413, "payload-too-large", f"{name} is too large: a case has at most {limit:,} bytes")


def _validate_case(name: str, text: bytes) -> None:
    parse_json(name, text)  # stricter than pydantic
    try:
        refusal = SUBMITTED_CASE.validate_json(text).refusal(datetime.now(UTC))
    except ValidationError as error:
        raise _invalid_case(name, error) from error
    if refusal is not None:
        raise ApiError(422, "invalid-request", f"{name}: {refusal}")


def _invalid_case(name: str, error: ValidationError) -> ApiError:
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return malformed_json(name, first["msg"])
    where = ".".join((name, *map(str, first["loc"])))
    counting = "lines are counted from 1, cases from 0"
    message = first["msg"].removeprefix("Value error, ")
    detail = f"{where}: {message} ({error.error_count()} errors in this case); {counting}"
    return ApiError(422, "invalid-request", detail)
