"""A policy file is read completely, and random ones survive a round trip."""

import string
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.clause import Clause, ClauseKind, Reference, Relation, Severity, Teaching
from domain.ladder import EnforcementAction, Ladder, LadderThreshold
from domain.policy import PolicyDocument
from policies.parsing.policy_file import read_policy

GROUPS = {"EU": frozenset({"DE", "FR"})}

POLICY = """---
id: health-claims
title: Health claims
version: 2.0
effective_from: 2026-03-01
effective_to: 2027-02-28   # the last day
markets: [US, EU, NO]
---

# Health claims

Introductions are not binding.

### Not even under a heading

- as this one

## HLT-2.1 Treating or curing illness

- **kind**: rule
- **severity**: high
- **points**: 6
- **markets**: US, GB, EU
- **except**: HLT-2.3, HLT-2.4
- **see**: DEF-4
- **overrides**: HLT-1.1

Do not say that a *food* cures
an illness,   ever &amp; anywhere.

<!-- A note for owners. -->

Nor that it:

- treats
  pain
- eases
  1. [worry](https://example.org)
  2. grief

### Violating examples

- this tea cures \\#diabetes
- "gone in `3` days"

### Compliant examples

- tastes nice

### Check

`facts.claims_cure == true`

### Why

People stop their treatment.

It costs health.

### How to fix

- cut the claim

### Appeal evidence

- a licence

## HLT-2.3 Licensed medicine

- **kind**: exception

A licensed medicine may be named.

### Applies

- licensed under number 7

### Does not apply

- licensed, trust me

### Check

```cel
facts.licensed
  && case.market == "US"
```

## ENF-2 The ladder

- **kind**: consequence
- **window_days**: 120
- **repeat_count**: 3
- **repeat_action**: commission_freeze
- **skip_severity**: critical
- **skip_action**: suspension
- **appeal_days**: 21

Points add up.

### Ladder

| points | action | days |
|---|---|---|
| 0 | education | |
| 8 | feature_limit | 7 |
"""


def test_complete_policy_is_read() -> None:
    markets = frozenset({"US", "DE", "FR", "NO"})
    common = {
        "policy_id": "health-claims",
        "version": "2.0",
        "effective_from": date(2026, 3, 1),
        "effective_to": date(2027, 2, 28),
    }
    rule = Clause(
        **common,
        id="HLT-2.1",
        title="Treating or curing illness",
        text="Do not say that a food cures an illness,   ever & anywhere.\n\nNor that it:\n\n"
        "- treats pain\n- eases\n  1. worry\n  2. grief",
        kind=ClauseKind.RULE,
        severity=Severity.HIGH,
        points=6,
        markets=frozenset({"US", "DE", "FR"}),
        references=(
            Reference(relation=Relation.EXCEPT, target="HLT-2.3"),
            Reference(relation=Relation.EXCEPT, target="HLT-2.4"),
            Reference(relation=Relation.SEE, target="DEF-4"),
            Reference(relation=Relation.OVERRIDES, target="HLT-1.1"),
        ),
        violating_examples=("this tea cures #diabetes", '"gone in 3 days"'),
        compliant_examples=("tastes nice",),
        check="facts.claims_cure == true",
        teaching=Teaching(
            why="People stop their treatment.\n\nIt costs health.",
            fix=("cut the claim",),
            appeal_evidence=("a licence",),
        ),
    )
    exception = Clause(
        **common,
        id="HLT-2.3",
        title="Licensed medicine",
        text="A licensed medicine may be named.",
        kind=ClauseKind.EXCEPTION,
        markets=markets,
        violating_examples=("licensed under number 7",),
        compliant_examples=("licensed, trust me",),
        check='facts.licensed\n  && case.market == "US"',
    )
    consequence = Clause(
        **common,
        id="ENF-2",
        title="The ladder",
        text="Points add up.",
        kind=ClauseKind.CONSEQUENCE,
        markets=markets,
    )
    ladder = Ladder(
        clause_id="ENF-2",
        window_days=120,
        repeat_count=3,
        repeat_action=EnforcementAction.COMMISSION_FREEZE,
        skip_severity=Severity.CRITICAL,
        skip_action=EnforcementAction.SUSPENSION,
        appeal_days=21,
        thresholds=(
            LadderThreshold(points=0, action=EnforcementAction.EDUCATION),
            LadderThreshold(points=8, action=EnforcementAction.FEATURE_LIMIT, days=7),
        ),
    )
    assert read_policy(POLICY.encode(), "p.md", GROUPS) == PolicyDocument(
        id="health-claims",
        title="Health claims",
        version="2.0",
        effective_from=date(2026, 3, 1),
        effective_to=date(2027, 2, 28),
        markets=markets,
        clauses=(rule, exception, consequence),
        ladder=ladder,
    )


def test_windows_file_reads_the_same() -> None:
    windows = b"\xef\xbb\xbf" + POLICY.replace("\n", "\r\n").encode()
    assert read_policy(windows, "p.md", GROUPS) == read_policy(POLICY.encode(), "p.md", GROUPS)


def test_line_like_a_link_definition_stays_in_the_text() -> None:
    source = render([]) + "\n## A-1 Title\n\n- **kind**: definition\n\n[Paid]: money changed hands\n"
    assert [clause.text for clause in read_policy(source.encode(), "p.md").clauses] == ["[Paid]: money changed hands"]


IDS = st.from_regex(r"[A-Z][A-Z0-9]{0,3}-[1-9][0-9]?(\.[1-9]){0,2}", fullmatch=True)
WORD = st.text(string.ascii_letters + "äßçñ字é€'", min_size=1, max_size=8)
LINE = st.lists(WORD, min_size=1, max_size=9).map(" ".join)
LINES = st.lists(LINE, max_size=3).map(tuple)
MARKETS = st.frozensets(st.sampled_from(["US", "GB", "NO", "DE"]), min_size=1)


@st.composite
def rules(draw: st.DrawFn) -> Clause:
    teaching = st.builds(Teaching, why=LINE, fix=LINES, appeal_evidence=LINES)
    targets = [(relation, draw(st.lists(IDS, max_size=2, unique=True))) for relation in Relation]
    return Clause(
        id=draw(IDS),
        policy_id="p",
        version="1.0",
        title=draw(LINE),
        text="\n\n".join(draw(st.lists(LINE, min_size=1, max_size=3))),
        kind=ClauseKind.RULE,
        severity=draw(st.sampled_from(Severity)),
        points=draw(st.integers(0, 99)),
        markets=draw(MARKETS | st.just(frozenset[str]())),
        effective_from=date(2026, 1, 1),
        references=tuple(Reference(relation=r, target=target) for r, ids in targets for target in ids),
        violating_examples=draw(LINES),
        compliant_examples=draw(LINES),
        check=draw(st.none() | st.just("facts.price > 3 && `x` != case.market") | st.just('case.market == "US"')),
        teaching=draw(st.none() | teaching),
    )


def render(clauses: list[Clause]) -> str:
    head = "---\nid: p\ntitle: P\nversion: '1.0'\neffective_from: 2026-01-01\n---\n\n# P\n"
    return "\n".join([head, *map(render_clause, clauses)])


def render_clause(clause: Clause) -> str:
    fields = {"kind": clause.kind.value, "severity": clause.severity.name.lower(), "points": str(clause.points)}
    if clause.markets:
        fields["markets"] = ", ".join(sorted(clause.markets))
    fields |= {relation.value: ", ".join(clause.targets(relation)) for relation in Relation if clause.targets(relation)}
    teaching = clause.teaching
    parts = {
        "Violating examples": bullets(clause.violating_examples),
        "Compliant examples": bullets(clause.compliant_examples),
        "Check": f"```cel\n{clause.check}\n```" if clause.check else "",
        "Why": teaching.why if teaching else "",
        "How to fix": bullets(teaching.fix if teaching else ()),
        "Appeal evidence": bullets(teaching.appeal_evidence if teaching else ()),
    }
    lines = [f"## {clause.id} {clause.title}", "", *(f"- **{name}**: {value}" for name, value in fields.items())]
    lines += ["", clause.text, "", *(f"### {title}\n\n{body}\n" for title, body in parts.items() if body)]
    return "\n".join(lines)


def bullets(lines: tuple[str, ...]) -> str:
    return "\n".join(f"- {line}" for line in lines)


@settings(deadline=None)
@given(st.lists(rules(), min_size=1, max_size=3))
def test_written_policy_is_read_back(clauses: list[Clause]) -> None:
    assert read_policy(render(clauses).encode(), "p.md").clauses == tuple(clauses)


def test_former_titles_of_the_example_lists_are_read() -> None:
    former = POLICY.replace("### Violating examples", "### Breaks it").replace("### Compliant examples", "### Keeps it")
    assert former != POLICY
    assert read_policy(former.encode(), "p.md", GROUPS) == read_policy(POLICY.encode(), "p.md", GROUPS)
