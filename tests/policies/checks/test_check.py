"""Each problem of a library is found with a message and a remedy; a correct library has none."""

from collections.abc import Iterable
from datetime import date

import pytest

from domain.clause import Clause, ClauseKind, Proof, Reference, Relation, Severity, Teaching
from domain.ladder import EnforcementAction, Ladder, LadderThreshold
from domain.policy import PolicyDocument
from domain.redress import DEFAULT, Redress
from policies.checks.check import check_library
from policies.library import Library

TEACHING = Teaching(why="Why.", fix=("Fix.",), appeal_evidence=("Proof.",))
RULE = Clause(
    id="LIV-1",
    policy_id="live",
    version="1.0",
    title="Countdowns",
    text="Do not restart.",
    kind=ClauseKind.RULE,
    effective_from=date(2026, 1, 1),
    violating_examples=("again",),
    compliant_examples=("once",),
    teaching=TEACHING,
)
EXCEPTION = RULE.model_copy(update={"id": "LIV-2", "kind": ClauseKind.EXCEPTION, "teaching": None})
CARRIER = RULE.model_copy(update={"id": "ENF-1", "kind": ClauseKind.CONSEQUENCE, "policy_id": "enforcement"})
LADDER = Ladder(
    clause_id="ENF-1",
    window_days=90,
    repeat_count=3,
    repeat_action=EnforcementAction.WARNING,
    skip_severity=Severity.CRITICAL,
    skip_action=EnforcementAction.REMOVAL,
    appeal_days=14,
    thresholds=(LadderThreshold(points=0, action=EnforcementAction.EDUCATION),),
)


def document(*clauses: Clause, ladder: Ladder | None = None) -> PolicyDocument:
    first = clauses[0]
    return PolicyDocument(
        id=first.policy_id,
        title="A policy",
        version=first.version,
        effective_from=first.effective_from,
        effective_to=first.effective_to,
        clauses=clauses,
        ladder=ladder,
    )


def problems(*documents: PolicyDocument, markets: Iterable[str] = (), external: bool = False) -> list[str]:
    redress = {DEFAULT: Redress(body="none")}
    library = Library("Test corpus", documents, {code: code for code in markets}, external, redress=redress)
    return [str(problem) for problem in check_library(library)]


def rule(**changes: object) -> Clause:
    return RULE.model_copy(update=changes)


def referring(relation: Relation, target: str) -> Clause:
    return rule(references=(Reference(relation=relation, target=target),))


def test_correct_library_has_no_problems() -> None:
    excepted = referring(Relation.EXCEPT, "LIV-2").model_copy(update={"points": 2, "check": "facts.restarts > 1"})
    enforcement = document(CARRIER, ladder=LADDER)
    assert problems(document(excepted, EXCEPTION), enforcement, markets=["US"]) == []


def test_proof_by_facts_without_check_is_an_error() -> None:
    assert problems(document(rule(proof=Proof.FACTS))) == [
        "error: LIV-1@1.0: only facts can prove a violation, but it has no check; "
        "add a section ### Check, or remove the field proof"
    ]


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (
            [RULE, RULE],
            ["error: LIV-1@1.0: two clauses have this id and version; give one of the two another id"],
        ),
        (
            [referring(Relation.SEE, "LIV-3"), rule(id="LIV-33")],
            ["error: LIV-1@1.0: it refers to LIV-3, which does not exist; write LIV-33"],
        ),
        (
            [referring(Relation.SEE, "LIV-2"), rule(id="LIV-2", markets=frozenset({"US"}))],
            [],
        ),
        (
            [
                referring(Relation.SEE, "LIV-2").model_copy(update={"markets": frozenset({"DE"})}),
                rule(id="LIV-2", markets=frozenset({"US"})),
            ],
            [
                "error: LIV-1@1.0: it refers to LIV-2, which is never in force with it; "
                "refer to a clause in force on the same days and markets"
            ],
        ),
        (
            [referring(Relation.EXCEPT, "LIV-2"), rule(id="LIV-2")],
            [
                'error: LIV-1@1.0: "except" names LIV-2, which is not of kind exception; name another clause, '
                'or use "see"'
            ],
        ),
        (
            [referring(Relation.OVERRIDES, "LIV-2"), EXCEPTION],
            [
                'error: LIV-1@1.0: "overrides" names LIV-2, which is not of kind rule; name another clause, or '
                'use "see"',
                "warning: LIV-2@1.0: no rule refers to this exception; "
                "write - **except**: LIV-2 in the rules that it can exempt from",
            ],
        ),
        ([referring(Relation.SEE, "LIV-1")], ["error: LIV-1@1.0: it refers to itself; remove the reference"]),
        (
            [rule(check="fact.restarts > 1")],
            [
                "error: LIV-1@1.0: the check `fact.restarts > 1` does not compile; "
                'unknown name "fact"; a check reads only facts.…, signals.… and case.…'
            ],
        ),
        (
            [rule(violating_examples=(), compliant_examples=())],
            [
                'warning: LIV-1@1.0: the rule has no examples under "Compliant examples"; add a section ### '
                "Compliant examples, "
                "one example a line; five or more help the local judge",
                'warning: LIV-1@1.0: the rule has no examples under "Violating examples"; add a section ### '
                "Violating examples, "
                "one example a line; five or more help the local judge",
            ],
        ),
        (
            [rule(teaching=TEACHING.model_copy(update={"fix": ()}))],
            ['warning: LIV-1@1.0: the rule has no section "How to fix"; add it: messages to creators quote it'],
        ),
        (
            [rule(teaching=None)],
            [
                f'warning: LIV-1@1.0: the rule has no section "{name}"; add it: messages to creators quote it'
                for name in ("Appeal evidence", "How to fix", "Why")
            ],
        ),
        (
            [rule(points=2)],
            [
                "warning: LIV-1@1.0: the rule has points, but no ladder is in force on 2026-01-01; "
                "add a consequence clause with a ladder in force on that day"
            ],
        ),
    ],
)
def test_problem_of_one_policy_is_reported(clauses: list[Clause], expected: list[str]) -> None:
    assert problems(document(*clauses)) == expected


def test_unknown_market_is_an_error() -> None:
    policy = document(rule(markets=frozenset({"UK"}))).model_copy(update={"markets": frozenset({"UK", "US"})})
    assert problems(policy, markets=["US", "GB"]) == [
        'error: LIV-1@1.0: unknown market "UK"; write GB or US',
        'error: live@1.0: unknown market "UK"; write GB or US',
    ]


def test_overlapping_versions_are_an_error() -> None:
    first = rule(effective_to=date(2026, 6, 30))
    second = rule(version="2.0", effective_from=date(2026, 7, 1))
    assert problems(document(first), document(second)) == []
    early = second.model_copy(update={"effective_from": date(2026, 6, 30)})
    assert problems(document(first), document(early)) == [
        "error: live@2.0: version 1.0 is in force on some of the same days; "
        "end the earlier version before the later one begins"
    ]


def test_same_clause_id_in_two_policies_is_an_error() -> None:
    assert problems(document(RULE), document(rule(policy_id="other", version="3.0"))) == [
        "error: LIV-1@3.0: live has a clause with this id in force on some of the same days; give one of the "
        "two another id"
    ]


def test_overlapping_ladders_are_an_error() -> None:
    other = CARRIER.model_copy(update={"policy_id": "other", "id": "OTH-1"})
    ladders = document(CARRIER, ladder=LADDER), document(other, ladder=LADDER.model_copy(update={"clause_id": "OTH-1"}))
    assert problems(*ladders) == [
        "error: OTH-1@1.0: ENF-1@1.0 also has a ladder in force on some of the same days; "
        "keep one ladder for each day and market"
    ]


def test_ladder_that_ends_before_its_rules_is_a_warning() -> None:
    ended = CARRIER.model_copy(update={"effective_to": date(2026, 5, 31)})
    forever = rule(points=1, effective_to=date.max)
    assert problems(document(forever), document(ended, ladder=LADDER), markets=["US"]) == [
        "warning: LIV-1@1.0: the rule has points, but no ladder is in force on 2026-06-01; "
        "add a consequence clause with a ladder in force on that day"
    ]


def test_external_rules_need_no_examples() -> None:
    plain = rule(violating_examples=(), compliant_examples=(), teaching=None, effective_from=None)
    assert problems(document(plain, EXCEPTION), external=True) == []
