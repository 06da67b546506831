"""External policy sets load unchanged, or are refused with the line of each error."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.clause import Clause, ClauseKind
from domain.policy import PolicyDocument
from policies.parsing.diagnostics import CorpusErrors
from policies.parsing.external_rules import read_external_rules


def test_external_rules_load_unchanged() -> None:
    rows = [
        {"id": "cnli/3/0", "scope": "cnli/3", "text": "Line\u2028one\n\n* two"},
        {"id": "§ 1.1", "title": "Threats", "text": "", "kind": "definition"},
    ]
    content = "\n\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n"
    assert read_external_rules(content.encode(), "rules.jsonl") == PolicyDocument(
        id="rules",
        title="Rules",
        version="1",
        clauses=(
            Clause(
                id="cnli/3/0",
                policy_id="rules",
                version="1",
                title="",
                text="Line\u2028one\n\n* two",
                kind=ClauseKind.RULE,
                scope="cnli/3",
            ),
            Clause(id="§ 1.1", policy_id="rules", version="1", title="Threats", text="", kind=ClauseKind.DEFINITION),
        ),
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", 'r:1: there are no rules; write one a line, as {"id": "\u2026", "text": "\u2026"}'),
        (
            b"{",
            "r:1: invalid JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1); "
            "write one JSON object a line",
        ),
        (b"\n[]", 'r:2: the line is not a JSON object; write it as {"id": "\u2026", "text": "\u2026"}'),
        (b'{"id": "a"}', 'r:1: "text" is missing; add it'),
        (b'{"id": "", "text": "x"}', 'r:1: "id" is empty; write an id that no other rule has'),
        (b'{"id": 1, "text": "x"}', 'r:1: "id" is not text; write it in quotation marks'),
        (b'{"id": "a", "text": "\\ud800"}', 'r:1: "text" is not text; write it in quotation marks'),
        (
            b'{"id": "a", "text": "x", "titel": "y"}',
            'r:1: a rule has no field "titel"; write id, text, title, scope or kind (did you mean "title"?)',
        ),
        (
            b'{"id": "a", "text": "x", "kind": "rules"}',
            'r:1: unknown kind "rules"; '
            'write rule, exception, definition, procedure or consequence (did you mean "rule"?)',
        ),
        (
            b'{"id": "a", "text": "x"}\n{"id": "a", "text": "y"}',
            'r:2: "a" is already the id of line 1; give each rule its own id',
        ),
        (b'{"id": "a", "text": "x"}\n\xff', "r:2: the byte 0xff is not UTF-8; save the file as UTF-8"),
    ],
)
def test_external_rules_error_has_line_and_remedy(content: bytes, message: str) -> None:
    with pytest.raises(CorpusErrors) as refused:
        read_external_rules(content, "r")
    assert str(refused.value) == message


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(deadline=None)
@given(st.dictionaries(TEXTS.filter(bool), TEXTS, min_size=1, max_size=5))
def test_written_rules_are_read_back(rules: dict[str, str]) -> None:
    lines = [json.dumps({"id": rule_id, "text": text}) for rule_id, text in rules.items()]
    clauses = read_external_rules("\n".join(lines).encode(), "r").clauses
    assert {clause.id: clause.text for clause in clauses} == rules
