"""Cases of JSON Lines, from standard input or a file, read one by one as they are decided."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from cli.input.case_file import (
    MAX_BYTES,
    STANDARD_INPUT,
    CaseFileError,
    build_case,
    case_from_bytes,
    decode,
    require_piped,
    without_duplicates,
)
from domain.case import Case

LINES_SUFFIX = ".jsonl"
CHUNK_BYTES = 64 * 1024
JSON_OBJECT = (b'{"', b"{}")


@dataclass(frozen=True)
class CaseLine:
    """The case of a line, or what is wrong with the line. Lines are numbered from 1, blank ones included."""

    number: int
    case: Case | None = None
    problem: str = ""


def is_many(path: Path) -> bool:
    """Whether the path may hold several cases: standard input, or a file of JSON Lines."""
    return path == STANDARD_INPUT or path.suffix.lower() == LINES_SUFFIX


def read_cases(path: Path, max_chars: int, **overrides: str) -> Case | Iterator[CaseLine]:
    """The cases of a `.jsonl` file, one a line. Of standard input the same if its first or second line is a JSON object
    of its own, else its one case in YAML or JSON. `overrides`: as for one case. Raises CaseFileError."""
    if path == STANDARD_INPUT:
        return _from_standard_input(max_chars, overrides)
    try:
        file = path.open("rb")
    except OSError as error:
        raise CaseFileError(f"{path}: {error.strerror}: give the path of a .jsonl file of cases") from error
    return _cases(path.name, _lines(file), max_chars, overrides)


def past_case_from_line(name: str, line: bytes, max_chars: int) -> Case:
    """A case that may be one that was stored, whose media were read; else as a line of cases. Raises CaseFileError,
    which names no place."""
    return _case_of_line(name, line, max_chars, {}, stored=True)


def _case_of_line(name: str, line: bytes, max_chars: int, overrides: dict[str, str], *, stored: bool = False) -> Case:
    """Of a labelled case: its case and its id, without the labels. `name`: the id of a case without one. Raises
    CaseFileError, which names no place."""
    try:
        raw = json.loads(decode(line, name), object_pairs_hook=without_duplicates)
        return build_case({"id": name, **_case_fields(raw), **overrides}, name, max_chars, stored=stored)
    except CaseFileError as error:
        raise CaseFileError(str(error).replace(f"{name}: ", "")) from error
    except RecursionError as error:
        raise CaseFileError("too deeply nested") from error
    except ValueError as error:
        raise CaseFileError(f"invalid JSON, {error}: write one object per line") from error


def _from_standard_input(max_chars: int, overrides: dict[str, str]) -> Case | Iterator[CaseLine]:
    require_piped()
    source = sys.stdin.buffer
    head = [source.readline(MAX_BYTES + 1)]
    while head[-1] and not _is_object(head[-1]) and sum(map(bool, map(bytes.strip, head))) < 2:
        head.append(source.readline(MAX_BYTES + 1))
    if _is_object(head[-1]):
        _pass_over_rest(head[-1], source)
        return _cases("stdin", chain(head, _lines(source)), max_chars, overrides)
    start = b"".join(head)
    rest = source.read(MAX_BYTES + 1 - len(start)) if len(start) <= MAX_BYTES else b""
    return case_from_bytes(start + rest, max_chars, **overrides)


def _is_object(line: bytes) -> bool:
    """Whether the line is a JSON object of its own; of a line that is too long, its start decides."""
    start = line.lstrip(b"\xef\xbb\xbf \t")
    if not b"".join(start[:CHUNK_BYTES].split()).startswith(JSON_OBJECT):
        return False
    try:
        return len(line) > MAX_BYTES or isinstance(json.loads(start), dict)
    except (ValueError, RecursionError):
        return False


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Each with at most MAX_BYTES + 1 bytes: the rest of a longer one is passed over."""
    with file:
        while line := file.readline(MAX_BYTES + 1):
            _pass_over_rest(line, file)
            yield line


def _pass_over_rest(line: bytes, file: BinaryIO) -> None:
    """Of a line that is too long."""
    rest = line
    while len(line) > MAX_BYTES and rest and not rest.endswith(b"\n"):
        rest = file.readline(CHUNK_BYTES)


def _cases(name: str, lines: Iterable[bytes], max_chars: int, overrides: dict[str, str]) -> Iterator[CaseLine]:
    """Raises CaseFileError at the end if every line was blank."""
    is_empty = True
    for number, line in enumerate(lines, start=1):
        is_empty = is_empty and not line.strip()
        if len(line) > MAX_BYTES:
            yield CaseLine(number, problem=f"larger than {MAX_BYTES // 1024**2} MiB; a case is one post: split it")
        elif line.strip():
            try:
                yield CaseLine(number, _case_of_line(f"{name}:{number}", line, max_chars, overrides))
            except CaseFileError as error:
                yield CaseLine(number, problem=str(error))
    if is_empty:
        raise CaseFileError(f"{name}: holds no case: write one JSON object per line")


def _case_fields(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise CaseFileError("not a case: write one object per line")
    labelled = raw.get("case")
    return {**{name: raw[name] for name in ("id",) if name in raw}, **labelled} if isinstance(labelled, dict) else raw
