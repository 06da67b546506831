"""Each change of a clause, policy or corpus is reported once with both values."""

from datetime import date

import pytest

from domain.clause import Clause, ClauseKind, Reference, Relation, Severity, Teaching
from domain.ladder import EnforcementAction, Ladder, LadderThreshold
from domain.policy import PolicyDocument
from policies.diff.change import (
    ChangeKind,
    ClauseChange,
    CorpusDiff,
    FieldChange,
    ListChange,
    Op,
    Span,
    TextChange,
    ValueChange,
)
from policies.diff.comparison import compare_sides
from tests.policies.diff.corpora import RULE, document, other, rule, side

LADDER = Ladder(
    clause_id="HLT-1",
    window_days=90,
    repeat_count=3,
    repeat_action=EnforcementAction.WARNING,
    skip_severity=Severity.CRITICAL,
    skip_action=EnforcementAction.REMOVAL,
    appeal_days=14,
    thresholds=(
        LadderThreshold(points=0, action=EnforcementAction.EDUCATION),
        LadderThreshold(points=9, action=EnforcementAction.FEATURE_LIMIT, days=5),
    ),
)


def compare(before: Clause | PolicyDocument, after: Clause | PolicyDocument) -> CorpusDiff:
    sides = [side(one if isinstance(one, PolicyDocument) else document(one)) for one in (before, after)]
    return compare_sides(*sides)


def value_change(kind: ChangeKind, field: str, before: str | None, after: str | None) -> ValueChange:
    return ValueChange(kind=kind, field=field, before=before, after=after)


def list_change(kind: ChangeKind, field: str, removed: tuple[str, ...] = (), added: tuple[str, ...] = ()) -> ListChange:
    return ListChange(kind=kind, field=field, removed=removed, added=added)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"points": 6}, value_change(ChangeKind.STRICTER, "points", "4", "6")),
        ({"points": 0}, value_change(ChangeKind.MILDER, "points", "4", "0")),
        ({"severity": Severity.HIGH}, value_change(ChangeKind.STRICTER, "severity", "medium", "high")),
        ({"severity": Severity.LOW}, value_change(ChangeKind.MILDER, "severity", "medium", "low")),
        ({"kind": ClauseKind.PROCEDURE}, value_change(ChangeKind.KIND, "kind", "rule", "procedure")),
        ({"markets": frozenset({"FR", "DE"})}, value_change(ChangeKind.MARKETS, "markets", "everywhere", "DE, FR")),
        ({"scope": "forum"}, value_change(ChangeKind.SCOPE, "scope", None, "forum")),
        (
            {"effective_to": date(2026, 6, 30)},
            value_change(ChangeKind.PERIOD, "in force", "from 2026-01-01", "2026-01-01 to 2026-06-30"),
        ),
        ({"effective_from": None}, value_change(ChangeKind.PERIOD, "in force", "from 2026-01-01", "always")),
        (
            {"references": (Reference(relation=Relation.EXCEPT, target="HLT-2"),)},
            list_change(ChangeKind.REFERENCES, "references", added=("except HLT-2",)),
        ),
        (
            {"violating_examples": ("I am well",)},
            list_change(ChangeKind.EXAMPLES, "violating examples", ("it cured me",), ("I am well",)),
        ),
        ({"compliant_examples": ()}, list_change(ChangeKind.EXAMPLES, "compliant examples", ("it tastes good",))),
        (
            {"teaching": Teaching(why="Why.", fix=("Fix.", "Ask."), appeal_evidence=("Proof.",))},
            list_change(ChangeKind.TEACHING, "how to fix", added=("Ask.",)),
        ),
        (
            {"teaching": Teaching(why="Why.", fix=("Fix.",), appeal_evidence=())},
            list_change(ChangeKind.TEACHING, "appeal evidence", ("Proof.",)),
        ),
        (
            {"check": "facts.price > 9"},
            TextChange(kind=ChangeKind.CHECK, field="check", spans=(Span(op=Op.ADDED, text="facts.price > 9"),)),
        ),
        (
            {"title": "Cure claims"},
            TextChange(
                kind=ChangeKind.REWORDED,
                field="title",
                spans=(Span(op=Op.REMOVED, text="Cures"), Span(op=Op.ADDED, text="Cure claims")),
            ),
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else str(value.kind),
)
def test_changed_field_is_reported(changed: dict[str, object], expected: FieldChange) -> None:
    before, after = document(RULE), document(RULE).model_copy(update={"clauses": (rule(**changed),)})
    (policy,) = compare(before, after).policies
    title = str(changed.get("title", "Cures"))
    assert policy.clauses == (ClauseChange(id="HLT-1", title=title, changes=(expected,)),)
    assert (policy.changes, policy.clauses[0].kinds) == ((), (expected.kind,))


def test_line_breaks_and_order_of_examples_are_not_changes() -> None:
    two = rule(violating_examples=("a", "b"))
    same = rule(violating_examples=("b", "a"), text=RULE.text.replace(" product ", "\nproduct\n"))
    assert not compare(two, same)
    assert compare(RULE, RULE) == CorpusDiff(before="side", after="side")


def test_change_of_the_whole_policy_is_reported_once() -> None:
    places = frozenset({"DE"})
    later = {"version": "2.0", "effective_from": date(2026, 5, 1), "markets": places}
    (policy,) = compare(document(RULE), document(rule(**later), markets=places)).policies
    assert policy.clauses == ()
    assert policy.changes == (
        value_change(ChangeKind.VERSION, "version", "1.0", "2.0"),
        value_change(ChangeKind.MARKETS, "markets", "everywhere", "DE"),
        value_change(ChangeKind.PERIOD, "in force", "from 2026-01-01", "from 2026-05-01"),
    )


def test_added_or_removed_clause_is_reported_with_its_content() -> None:
    both, one = document(RULE, other(0, markets=frozenset({"DE"}))), document(RULE)
    (added,), (removed,) = compare(one, both).clauses, compare(both, one).clauses
    assert (added.kinds, removed.kinds) == ((ChangeKind.ADDED,), (ChangeKind.REMOVED,))
    assert added.changes == (
        value_change(ChangeKind.ADDED, "kind", None, "rule"),
        value_change(ChangeKind.ADDED, "severity", None, "medium"),
        value_change(ChangeKind.ADDED, "points", None, "4"),
        value_change(ChangeKind.ADDED, "markets", None, "DE"),
        TextChange(kind=ChangeKind.ADDED, field="text", spans=(Span(op=Op.ADDED, text=other(0).text),)),
    )
    assert removed.changes[0] == value_change(ChangeKind.REMOVED, "kind", "rule", None)
    assert removed.changes[-1] == TextChange(
        kind=ChangeKind.REMOVED, field="text", spans=(Span(op=Op.REMOVED, text=other(0).text),)
    )


def test_new_id_is_a_move_and_does_not_change_references() -> None:
    see = (Reference(relation=Relation.SEE, target="HLT-1"),)
    before = document(RULE, other(0, references=see))
    renumbered = (Reference(relation=Relation.SEE, target="HLT-9"),)
    (change,) = compare(before, document(rule(id="HLT-9"), other(0, references=renumbered))).clauses
    assert change == ClauseChange(
        id="HLT-9",
        title="Cures",
        previous_id="HLT-1",
        changes=(value_change(ChangeKind.MOVED, "id", "HLT-1", "HLT-9"),),
    )


def test_clause_in_another_policy_is_moved() -> None:
    before = side(document(RULE, other(0)))
    after = side(document(other(0)), document(rule(policy_id="claims"), title="Claims"))
    diff = compare_sides(before, after)
    assert [(policy.id, policy.kind, [c.id for c in policy.clauses]) for policy in diff.policies] == [
        ("claims", ChangeKind.ADDED, ["HLT-1"])
    ]
    assert diff.clauses[0].changes == (value_change(ChangeKind.MOVED, "policy", "health", "claims"),)


def test_only_the_reordered_clause_is_moved() -> None:
    a, b, c = (other(n) for n in range(3))
    (change,) = compare(document(a, b, c), document(c, a, b)).clauses
    assert change == ClauseChange(
        id="OTH-2", title="Title 2", changes=(value_change(ChangeKind.MOVED, "position", "after OTH-1", "first"),)
    )


def test_added_clause_moves_no_other() -> None:
    diff = compare(document(other(0), other(1)), document(other(0), other(2), other(1)))
    assert [clause.kinds for clause in diff.clauses] == [(ChangeKind.ADDED,)]


def test_added_or_removed_policy_is_reported_completely() -> None:
    health, claims = document(RULE), document(other(0, policy_id="claims"))
    (added,) = compare_sides(side(health), side(health, claims)).policies
    (removed,) = compare_sides(side(health, claims), side(health)).policies
    assert (added.id, added.kind, removed.id, removed.kind) == (
        "claims",
        ChangeKind.ADDED,
        "claims",
        ChangeKind.REMOVED,
    )
    assert added.changes == (
        value_change(ChangeKind.ADDED, "version", None, "1.0"),
        value_change(ChangeKind.ADDED, "in force", None, "from 2026-01-01"),
    )
    assert [clause.kinds for clause in (*added.clauses, *removed.clauses)] == [
        (ChangeKind.ADDED,),
        (ChangeKind.REMOVED,),
    ]


def test_ladder_changes_are_reported() -> None:
    thresholds = (LADDER.thresholds[0], LadderThreshold(points=8, action=EnforcementAction.SUSPENSION))
    changed = LADDER.model_copy(
        update={"window_days": 180, "repeat_action": EnforcementAction.FEATURE_LIMIT, "thresholds": thresholds}
    )
    (policy,) = compare(document(RULE, ladder=LADDER), document(RULE, ladder=changed)).policies
    assert policy.changes == (
        value_change(ChangeKind.LADDER, "window days", "90", "180"),
        value_change(ChangeKind.LADDER, "repeat action", "warning", "feature limit"),
        list_change(
            ChangeKind.LADDER,
            "thresholds",
            ("from 9 points: feature limit for 5 days",),
            ("from 8 points: suspension",),
        ),
    )


def test_removed_ladder_is_reported() -> None:
    (policy,) = compare(document(RULE, ladder=LADDER), document(RULE)).policies
    assert policy.changes[0] == value_change(ChangeKind.LADDER, "window days", "90", None)
    assert len(policy.changes) == 7


def test_changes_of_corpus_name_and_markets_are_reported() -> None:
    diff = compare_sides(side(document(RULE), DE="Germany"), side(document(RULE), name="Home", FR="France"))
    (name, markets) = diff.changes
    assert (name.field, diff.policies, bool(diff)) == ("name", (), True)
    assert markets == list_change(ChangeKind.MARKETS, "markets", ("DE Germany",), ("FR France",))


def test_clauses_are_counted_by_kind_of_change() -> None:
    before = document(RULE, other(0), other(1))
    after = document(rule(points=9, text=RULE.text.replace("cures", "heals")), other(0, points=5), other(2))
    assert compare(before, after).counts == {
        ChangeKind.ADDED: 1,
        ChangeKind.REMOVED: 1,
        ChangeKind.REWORDED: 1,
        ChangeKind.STRICTER: 2,
    }
