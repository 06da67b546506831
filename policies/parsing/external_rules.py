"""Reads an external policy set: JSON Lines, one clause a line, with ids of any form."""

import json
import re
from collections.abc import Iterator, Mapping

from domain.clause import Clause, ClauseKind
from domain.policy import PolicyDocument
from policies.parsing.clauses import KINDS
from policies.parsing.diagnostics import Diagnostics, suggest
from policies.parsing.field_reader import TEXT_PATTERN
from policies.parsing.policy_file import decode

RULES_FILE = "rules.jsonl"
EXTERNAL_VERSION = "1"

_FIELDS = ("id", "text", "title", "scope", "kind")


def read_external_rules(content: bytes, file: str) -> PolicyDocument:
    """One document with a clause a line, in force on every day in every market. Raises CorpusErrors."""
    diagnostics = Diagnostics(file)
    source = decode(content, diagnostics)
    clauses = tuple(_clauses(source, diagnostics))
    if not source.strip():
        diagnostics.add(1, "there are no rules", 'write one a line, as {"id": "…", "text": "…"}')
    diagnostics.raise_errors()
    return PolicyDocument(id="rules", title="Rules", version=EXTERNAL_VERSION, clauses=clauses)


def _clauses(source: str, diagnostics: Diagnostics) -> Iterator[Clause]:
    lines: dict[str, int] = {}
    for line, text in enumerate(source.split("\n"), start=1):
        if not text.strip():
            continue
        row = _row(text, line, diagnostics)
        if row is None:
            continue
        if row["id"] in lines:
            diagnostics.add(
                line, f'"{row["id"]}" is already the id of line {lines[row["id"]]}', "give each rule its own id"
            )
        lines.setdefault(row["id"], line)
        yield _clause(row)


def _row(text: str, line: int, diagnostics: Diagnostics) -> Mapping[str, str] | None:
    """The fields of a line; None if it has errors."""
    try:
        row = json.loads(text)
    except ValueError as error:
        diagnostics.add(line, f"invalid JSON: {error}", "write one JSON object a line")
        return None
    if not isinstance(row, dict):
        diagnostics.add(line, "the line is not a JSON object", 'write it as {"id": "…", "text": "…"}')
        return None
    errors = list(_row_errors(row))
    for message, remedy in errors:
        diagnostics.add(line, message, remedy)
    return None if errors else row


def _row_errors(row: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name in ("id", "text"):
        if name not in row:
            yield f'"{name}" is missing', "add it"
    for name, value in row.items():
        if name not in _FIELDS:
            yield f'a rule has no field "{name}"', suggest(name, _FIELDS)
        elif not isinstance(value, str) or not re.fullmatch(TEXT_PATTERN, value or " "):
            yield f'"{name}" is not text', "write it in quotation marks"
    kind = row.get("kind")
    if isinstance(kind, str) and kind not in KINDS:
        yield f'unknown kind "{kind}"', suggest(kind, KINDS)
    if row.get("id") == "":
        yield '"id" is empty', "write an id that no other rule has"


def _clause(row: Mapping[str, str]) -> Clause:
    return Clause(
        id=row["id"],
        policy_id="rules",
        version=EXTERNAL_VERSION,
        title=row.get("title", ""),
        text=row["text"],
        kind=KINDS.get(row.get("kind", ""), ClauseKind.RULE),
        scope=row.get("scope"),
    )
