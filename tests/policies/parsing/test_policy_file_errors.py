"""Every error in a policy file has its line, a message and a remedy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.parsing.diagnostics import CorpusErrors
from policies.parsing.policy_file import read_policy

SMALL = """---
id: live
title: Live
version: "1.0"
effective_from: 2026-01-01
markets: US
---

## LIV-1 Countdowns

- **kind**: rule
- **points**: 2

Do not restart a countdown.

### Violating examples

- last minute, again
"""

LADDER = """---
id: live
title: Live
version: "1.0"
effective_from: 2026-01-01
---

## ENF-1 Ladder

- **kind**: consequence
- **window_days**: 90
- **repeat_count**: 2
- **repeat_action**: warning
- **skip_severity**: critical
- **skip_action**: removal
- **appeal_days**: 14

Points add up.

### Ladder

| points | action | days |
|---|---|---|
| 0 | education | |
| 4 | warning | 3 |
"""


def errors(source: str | bytes) -> str:
    with pytest.raises(CorpusErrors) as refused:
        read_policy(source if isinstance(source, bytes) else source.encode(), "p.md", {})
    return str(refused.value)


FRONT = [
    (
        "---\nid: live",
        "id: live",
        "p.md:1: there is no front matter; begin the file with a line ---, the fields, and a line ---",
    ),
    (
        "title: Live",
        "title: [Live",
        "p.md:4: invalid YAML: expected ',' or ']', but got ':'; write one field a line, as name: value",
    ),
    (
        "markets: US",
        "markets: {US: yes}",
        'p.md:6: "markets" is not one line of text; write one value after the name\n'
        'p.md:6: "markets" cannot hold ""; write codes in capitals, separated by commas, such as US, GB',
    ),
    (
        "title: Live",
        "title",
        "p.md:4: invalid YAML: could not find expected ':'; write one field a line, as name: value",
    ),
    ("title: Live", "title:", 'p.md:3: "title" cannot be ""; write a title'),
    ("title: Live", r'title: "\ud800"', r'p.md:3: "title" cannot be "\ud800"; write a title'),
    (
        "id: live\n",
        "",
        'p.md:1: "id" is missing; add it; write lower-case letters and digits joined by hyphens, such as health-claims',
    ),
    (
        "id: live",
        "id: Live Shows",
        'p.md:2: "id" cannot be "Live Shows"; write lower-case letters and digits joined by hyphens, such as '
        "health-claims",
    ),
    ('"1.0"', "one@two", 'p.md:4: "version" cannot be "one@two"; write letters, digits and points, such as 2.0'),
    (
        "markets: US",
        "market: US",
        'p.md:6: the front matter has no field "market"; write id, title, version, '
        "effective_from, effective_to, markets, subject, category, "
        'keywords, keyword_other or legal_ground (did you mean "markets"?)',
    ),
    ("markets: US", "id: other", 'p.md:6: "id" was already given on line 2; keep one of the two'),
    (
        "markets: US",
        "markets: us",
        'p.md:6: "markets" cannot hold "us"; write codes in capitals, separated by commas, such as US, GB',
    ),
    ("effective_from: 2026-01-01\n", "", 'p.md:1: "effective_from" is missing; add it with the first day in force'),
    (
        "2026-01-01",
        "2026-02-30",
        'p.md:5: "effective_from" cannot be "2026-02-30"; write a calendar day as year-month-day, such as 2026-03-01',
    ),
    (
        "markets: US",
        "effective_to: 2025-12-31",
        "p.md:6: the policy ends on 2025-12-31 before it begins; write a day from 2026-01-01 on, or remove the field",
    ),
]

CLAUSES = [
    (
        "## LIV-1 ",
        "## Liv-1 ",
        'p.md:9: the heading begins with "Liv-1", which is not a clause id; '
        "write capital letters and digits, a hyphen, then numbers joined by points, such as HLT-2.1",
    ),
    ("LIV-1 Countdowns", "LIV-1", "p.md:9: LIV-1 has no title; write a title after the id"),
    (
        "### Violating",
        "#### Violating",
        'p.md:16: a heading of level 4 after the first clause ("Violating examples"); use ## for a clause and '
        "### for its sections",
    ),
    (
        "- **kind**: rule\n",
        "",
        'p.md:9: "kind" is missing; add it; write rule, exception, definition, procedure or consequence',
    ),
    (
        "kind**: rule",
        "kind**: rul",
        'p.md:11: unknown kind "rul"; '
        'write rule, exception, definition, procedure or consequence (did you mean "rule"?)',
    ),
    (
        "**points**: 2",
        "**severity**: Hihg",
        'p.md:12: unknown severity "Hihg"; write low, medium, high or critical (did you mean "high"?)',
    ),
    ("**points**: 2", "**points**: -2", 'p.md:12: "points" cannot be "-2"; write a whole number, 0 or more'),
    (
        "**points**: 2",
        "**point**: 2",
        'p.md:12: a clause of kind rule has no field "point"; '
        "write kind, severity, points, markets, proof, except, see, overrides, category, keywords, "
        'keyword_other or legal_ground (did you mean "points"?)',
    ),
    ("**points**: 2", "**kind**: rule", 'p.md:12: "kind" was already given on line 11; keep one of the two'),
    (
        "**kind**: rule",
        "kind: rule",
        'p.md:9: "kind" is missing; add it; write rule, exception, definition, procedure or consequence\n'
        "p.md:11: this line of the field list is not a field; "
        "write - **name**: value on one line, then an empty line and a paragraph",
    ),
    (
        "**points**: 2",
        "points: 2",
        "p.md:12: this line of the field list is not a field; "
        "write - **name**: value on one line, then an empty line and a paragraph",
    ),
    (
        "2\n\nDo",
        "2\nDo",
        'p.md:9: "LIV-1 Countdowns" has no text; write at least one paragraph\n'
        "p.md:12: this line of the field list is not a field; "
        "write - **name**: value on one line, then an empty line and a paragraph",
    ),
    (
        "**points**: 2",
        "**see**: DEF4",
        'p.md:12: "see" cannot hold "DEF4"; '
        "write capital letters and digits, a hyphen, then numbers joined by points, such as HLT-2.1",
    ),
    (
        "**points**: 2",
        "**markets**: DE",
        "p.md:12: the document applies in none of the clause's markets; name some of US, or remove the field",
    ),
    (
        "**points**: 2",
        "**window_days**: 2",
        'p.md:12: a clause of kind rule has no field "window_days"; '
        "write kind, severity, points, markets, proof, except, see, overrides, category, keywords, "
        "keyword_other or legal_ground",
    ),
    (
        "Do not restart a countdown.\n",
        "",
        'p.md:9: "LIV-1 Countdowns" has no text; write at least one paragraph',
    ),
    ("Do not", "> Do not", "p.md:14: the text contains a quotation; write paragraphs and lists only"),
    (
        "### Violating examples",
        "### Violating example",
        'p.md:16: a clause of kind rule has no section "Violating example"; '
        "write Violating examples, Compliant examples, Check, Why, How to fix, Appeal evidence, Review reasons or "
        'Translations (did you mean "Violating examples"?)',
    ),
    (
        "kind**: rule\n- **points**: 2",
        "kind**: definition",
        'p.md:15: a clause of kind definition has no section "Violating examples"; remove it',
    ),
    (
        "- last minute, again",
        "last minute, again",
        'p.md:16: "Violating examples" is not a list; write one item a line, each after a hyphen',
    ),
    (
        "- last minute, again",
        "- yes\n\n### Violating examples\n\n- no",
        'p.md:20: the clause has a second section "Violating examples"; join the two',
    ),
    (
        "- last minute, again",
        "- yes\n- 2. no",
        'p.md:19: an item of "Violating examples" is empty or a list itself; '
        "write text on one line after one hyphen, with a backslash before a leading # or number",
    ),
    (
        "- last minute, again",
        "- # mine",
        'p.md:16: "Violating examples" is not a list; write one item a line, each after a hyphen',
    ),
    (
        "### Violating examples\n\n- last minute, again",
        "### Check\n\nfacts.restarts > 1",
        "p.md:16: the check is not a single expression; write one expression between backticks or in a fenced block",
    ),
    (
        "### Violating examples\n\n- last minute, again",
        "### Why\n",
        'p.md:16: "Why" has no text; write at least one paragraph',
    ),
]

LADDERS = [
    (
        "| points |",
        "| point |",
        "p.md:20: the ladder is not a table of thresholds; write one table with the columns points, "
        "action and days, and a row for each threshold",
    ),
    ("- **repeat_count**: 2\n", "", 'p.md:8: "repeat_count" is missing; add it; write a whole number, 2 or more'),
    ("count**: 2", "count**: 1", 'p.md:12: "repeat_count" cannot be "1"; write a whole number, 2 or more'),
    (
        "repeat_action**: warning",
        "repeat_action**: warn",
        'p.md:13: unknown repeat_action "warn"; write education, warning, feature_limit, commission_freeze, '
        'suspension or removal (did you mean "warning"?)',
    ),
    ("| 4 |", "| four |", 'p.md:25: "points" cannot be "four"; write a whole number, 0 or more'),
    ("| 4 |", "| |", 'p.md:25: "points" is missing; add it; write a whole number, 0 or more'),
    ("| 3 |", "| 0 |", 'p.md:25: "days" cannot be "0"; write a whole number, 1 or more'),
    (
        "| 4 |",
        "| 0 |",
        "p.md:25: 0 points are not more than in the row before; write more than 0, or sort the rows",
    ),
    (
        "| 0 | education | |",
        "| 0 | removal | |",
        'p.md:25: "warning" is milder than the action of the row before; write removal or a more severe action',
    ),
    (
        "### Ladder\n\n| points | action | days |\n|---|---|---|\n| 0 | education | |\n| 4 | warning | 3 |\n",
        "",
        "\n".join(
            f'p.md:{line}: "{name}" needs a ladder; add a section ### Ladder with its table'
            for line, name in enumerate(
                ("window_days", "repeat_count", "repeat_action", "skip_severity", "skip_action", "appeal_days"), 11
            )
        ),
    ),
]


RENAMED_IN_LADDERS = [
    (
        "**repeat_action**",
        "**repeat_measure**",
        'p.md:13: "repeat_measure" is now called "repeat_action"; write repeat_action',
    ),
    ("**skip_action**", "**skip_measure**", 'p.md:15: "skip_measure" is now called "skip_action"; write skip_action'),
    (
        "| points | action | days |",
        "| points | measure | days |",
        'p.md:22: "measure" is now called "action"; write | points | action | days |',
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), FRONT + CLAUSES)
def test_policy_error_has_line_and_remedy(old: str, new: str, message: str) -> None:
    assert SMALL.count(old) == 1
    assert errors(SMALL.replace(old, new)) == message


@pytest.mark.parametrize(("old", "new", "message"), LADDERS + RENAMED_IN_LADDERS)
def test_ladder_error_has_line_and_remedy(old: str, new: str, message: str) -> None:
    assert LADDER.count(old) == 1
    assert errors(LADDER.replace(old, new)) == message


def test_second_ladder_is_refused() -> None:
    second = LADDER[LADDER.index("## ENF-1") :].replace("ENF-1", "ENF-2")
    assert (
        errors(LADDER + "\n" + second) == "p.md:27: the document has a second ladder; keep one; the first is in ENF-1"
    )


def test_policy_without_clauses_is_refused() -> None:
    assert errors(SMALL[: SMALL.index("## LIV-1")]) == (
        "p.md:1: there are no clauses; open each clause with a heading such as ## HLT-2.1 Title"
    )


def test_file_that_is_not_utf8_is_refused() -> None:
    assert errors(SMALL.encode().replace(b"countdown", b"count\xffdown")) == (
        "p.md:14: the byte 0xff is not UTF-8; save the file as UTF-8"
    )


def test_all_errors_are_reported_in_line_order() -> None:
    broken = SMALL.replace("US", "us").replace("**points**: 2", "**points**: two").replace("id: live", "id: Live")
    assert [error.line for error in caught(broken).errors] == [2, 6, 12]


def caught(source: str) -> CorpusErrors:
    with pytest.raises(CorpusErrors) as refused:
        read_policy(source.encode(), "p.md")
    return refused.value


@settings(deadline=None)
@given(st.text(max_size=400), st.integers(0, len(SMALL)), st.integers(0, 60))
def test_any_file_is_read_or_refused(noise: str, at: int, cut: int) -> None:
    source = SMALL[:at] + noise + SMALL[at + cut :]
    lines = range(1, source.count("\n") + source.count("\r") + 2)
    assert all(line in lines for line in lines_of_errors(source.encode(errors="surrogatepass")))


def lines_of_errors(content: bytes) -> list[int]:
    try:
        document = read_policy(content, "p.md")
    except CorpusErrors as wrong:
        return [error.line for error in wrong.errors]
    return [0 for clause in document.clauses if not clause.text]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[" * 100_000, "p.md:1: the policy has 100,000 opening brackets; split it into policies of at most 20,000"),
        (
            "w" * (2_000_001 - len(SMALL)),
            "p.md:1: the policy has 2,000,001 characters; split it into policies of at most 2,000,000",
        ),
    ],
)
def test_policy_over_a_limit_is_refused(text: str, message: str) -> None:
    assert errors(SMALL + text) == message
