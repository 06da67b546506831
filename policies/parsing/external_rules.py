"""A foreign rule set: a JSON object a line, each a clause, under ids of whatever form it has."""

import json
import re
from collections.abc import Iterator, Mapping

from domain.clause import Clause, ClauseKind
from domain.policy import PolicyDocument
from policies.parsing.clauses import KINDS
from policies.parsing.diagnostics import Complaints, one_of
from policies.parsing.field_reader import TEXT
from policies.parsing.markdown import decode

RULES = "rules.jsonl"
VERSION = "1"

_FIELDS = ("id", "text", "title", "scope", "kind")


def read_rules(content: bytes, file: str) -> PolicyDocument:
    """One document with a clause a line, bound to no date and no market. Raises CorpusErrors."""
    complaints = Complaints(file)
    source = decode(content, complaints)
    clauses = tuple(_clauses(source, complaints))
    if not source.strip():
        complaints.add(1, "there are no rules", 'write one a line, as {"id": "…", "text": "…"}')
    complaints.settle()
    return PolicyDocument(id="rules", title="Rules", version=VERSION, clauses=clauses)


def _clauses(source: str, complaints: Complaints) -> Iterator[Clause]:
    lines: dict[str, int] = {}
    for line, text in enumerate(source.split("\n"), start=1):
        if not text.strip():
            continue
        row = _row(text, line, complaints)
        if row is None:
            continue
        if row["id"] in lines:
            complaints.add(
                line, f'"{row["id"]}" is the id of line {lines[row["id"]]} already', "give each rule its own"
            )
        lines.setdefault(row["id"], line)
        yield _clause(row)


def _row(text: str, line: int, complaints: Complaints) -> Mapping[str, str] | None:
    """The fields of a line that has nothing wrong in it."""
    try:
        row = json.loads(text)
    except ValueError as error:
        complaints.add(line, f"broken JSON, {error}", "write one object a line")
        return None
    if not isinstance(row, dict):
        complaints.add(line, "the line is not an object", 'write it as {"id": "…", "text": "…"}')
        return None
    wrong = list(_faults(row))
    for fault, right in wrong:
        complaints.add(line, fault, right)
    return None if wrong else row


def _faults(row: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name in ("id", "text"):
        if name not in row:
            yield f'"{name}" is missing', "add it"
    for name, value in row.items():
        if name not in _FIELDS:
            yield f'a rule has no field "{name}"', one_of(name, _FIELDS)
        elif not isinstance(value, str) or not re.fullmatch(TEXT, value or " "):
            yield f'"{name}" is not text', "write it in quotation marks"
    kind = row.get("kind")
    if isinstance(kind, str) and kind not in KINDS:
        yield f'unknown kind "{kind}"', one_of(kind, KINDS)
    if row.get("id") == "":
        yield '"id" is empty', "write a name that no other rule has"


def _clause(row: Mapping[str, str]) -> Clause:
    return Clause(
        id=row["id"],
        policy_id="rules",
        version=VERSION,
        title=row.get("title", ""),
        text=row["text"],
        kind=KINDS.get(row.get("kind", ""), ClauseKind.RULE),
        scope=row.get("scope"),
    )
