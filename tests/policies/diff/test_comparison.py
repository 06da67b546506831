"""Each change of a clause, a policy or the corpus is told, in its sort and with both values; nothing else is."""

from datetime import date

import pytest

from domain.clause import Clause, ClauseKind, Reference, Relation, Severity, Teaching
from domain.ladder import EnforcementAction, Ladder, LadderThreshold
from domain.policy import PolicyDocument
from policies.diff.change import Changes, ClauseChange, Lines, Op, Part, Rewording, Shift, Sort, Span
from policies.diff.comparison import compare
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


def changes(before: Clause | PolicyDocument, after: Clause | PolicyDocument) -> Changes:
    sides = [side(one if isinstance(one, PolicyDocument) else document(one)) for one in (before, after)]
    return compare(*sides)


def shift(sort: Sort, part: str, before: str | None, after: str | None) -> Shift:
    return Shift(sort=sort, part=part, before=before, after=after)


def lines(sort: Sort, part: str, removed: tuple[str, ...] = (), added: tuple[str, ...] = ()) -> Lines:
    return Lines(sort=sort, part=part, removed=removed, added=added)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"points": 6}, shift(Sort.STRICTER, "points", "4", "6")),
        ({"points": 0}, shift(Sort.MILDER, "points", "4", "0")),
        ({"severity": Severity.HIGH}, shift(Sort.STRICTER, "severity", "medium", "high")),
        ({"severity": Severity.LOW}, shift(Sort.MILDER, "severity", "medium", "low")),
        ({"kind": ClauseKind.PROCEDURE}, shift(Sort.KIND, "kind", "rule", "procedure")),
        ({"markets": frozenset({"FR", "DE"})}, shift(Sort.MARKETS, "markets", "everywhere", "DE, FR")),
        ({"scope": "forum"}, shift(Sort.SCOPE, "scope", None, "forum")),
        (
            {"effective_to": date(2026, 6, 30)},
            shift(Sort.PERIOD, "in force", "from 2026-01-01", "2026-01-01 to 2026-06-30"),
        ),
        ({"effective_from": None}, shift(Sort.PERIOD, "in force", "from 2026-01-01", "always")),
        (
            {"references": (Reference(relation=Relation.EXCEPT, target="HLT-2"),)},
            lines(Sort.REFERENCES, "references", added=("except HLT-2",)),
        ),
        ({"positives": ("I am well",)}, lines(Sort.EXAMPLES, "breaks it", ("it cured me",), ("I am well",))),
        ({"negatives": ()}, lines(Sort.EXAMPLES, "keeps it", ("it tastes good",))),
        (
            {"teaching": Teaching(why="Why.", fix=("Fix.", "Ask."), appeal_evidence=("Proof.",))},
            lines(Sort.TEACHING, "how to fix", added=("Ask.",)),
        ),
        (
            {"teaching": Teaching(why="Why.", fix=("Fix.",), appeal_evidence=())},
            lines(Sort.TEACHING, "an appeal shows", ("Proof.",)),
        ),
        (
            {"check": "facts.price > 9"},
            Rewording(sort=Sort.CHECK, part="check", spans=(Span(op=Op.ADDED, text="facts.price > 9"),)),
        ),
        (
            {"title": "Cure claims"},
            Rewording(
                sort=Sort.REWORDED,
                part="title",
                spans=(Span(op=Op.REMOVED, text="Cures"), Span(op=Op.ADDED, text="Cure claims")),
            ),
        ),
    ],
    ids=str,
)
def test_a_clause_that_changed_tells_what(changed: dict[str, object], told: Part) -> None:
    before, after = document(RULE), document(RULE).model_copy(update={"clauses": (rule(**changed),)})
    (policy,) = changes(before, after).policies
    title = str(changed.get("title", "Cures"))
    assert policy.clauses == (ClauseChange(id="HLT-1", title=title, parts=(told,)),)
    assert (policy.parts, policy.clauses[0].sorts) == ((), (told.sort,))


def test_nothing_is_told_where_only_lines_are_broken_otherwise_or_examples_stand_in_another_order() -> None:
    two = rule(positives=("a", "b"))
    same = rule(positives=("b", "a"), text=RULE.text.replace(" product ", "\nproduct\n"))
    assert not changes(two, same)
    assert changes(RULE, RULE) == Changes(before="side", after="side")


def test_what_the_whole_policy_changed_is_told_once() -> None:
    places = frozenset({"DE"})
    later = {"version": "2.0", "effective_from": date(2026, 5, 1), "markets": places}
    (policy,) = changes(document(RULE), document(rule(**later), markets=places)).policies
    assert policy.clauses == ()
    assert policy.parts == (
        shift(Sort.VERSION, "version", "1.0", "2.0"),
        shift(Sort.MARKETS, "markets", "everywhere", "DE"),
        shift(Sort.PERIOD, "in force", "from 2026-01-01", "from 2026-05-01"),
    )


def test_a_clause_that_came_or_went_is_told_with_what_it_is() -> None:
    both, one = document(RULE, other(0, markets=frozenset({"DE"}))), document(RULE)
    (came,), (went,) = changes(one, both).clauses, changes(both, one).clauses
    assert (came.sorts, went.sorts) == ((Sort.ADDED,), (Sort.REMOVED,))
    assert came.parts == (
        shift(Sort.ADDED, "kind", None, "rule"),
        shift(Sort.ADDED, "severity", None, "medium"),
        shift(Sort.ADDED, "points", None, "4"),
        shift(Sort.ADDED, "markets", None, "DE"),
        Rewording(sort=Sort.ADDED, part="text", spans=(Span(op=Op.ADDED, text=other(0).text),)),
    )
    assert went.parts[0] == shift(Sort.REMOVED, "kind", "rule", None)
    assert went.parts[-1] == Rewording(sort=Sort.REMOVED, part="text", spans=(Span(op=Op.REMOVED, text=other(0).text),))


def test_a_clause_with_another_id_has_moved_and_references_to_it_are_the_same() -> None:
    see = (Reference(relation=Relation.SEE, target="HLT-1"),)
    before = document(RULE, other(0, references=see))
    renumbered = (Reference(relation=Relation.SEE, target="HLT-9"),)
    (change,) = changes(before, document(rule(id="HLT-9"), other(0, references=renumbered))).clauses
    assert change == ClauseChange(
        id="HLT-9", title="Cures", was="HLT-1", parts=(shift(Sort.MOVED, "id", "HLT-1", "HLT-9"),)
    )


def test_a_clause_in_another_policy_has_moved() -> None:
    before = side(document(RULE, other(0)))
    after = side(document(other(0)), document(rule(policy_id="claims"), title="Claims"))
    found = compare(before, after)
    assert [(policy.id, policy.sort, [c.id for c in policy.clauses]) for policy in found.policies] == [
        ("claims", Sort.ADDED, ["HLT-1"])
    ]
    assert found.clauses[0].parts == (shift(Sort.MOVED, "policy", "health", "claims"),)


def test_a_clause_in_another_place_has_moved_and_those_beside_it_have_not() -> None:
    a, b, c = (other(n) for n in range(3))
    (change,) = changes(document(a, b, c), document(c, a, b)).clauses
    assert change == ClauseChange(
        id="OTH-2", title="Title 2", parts=(shift(Sort.MOVED, "place", "after OTH-1", "first"),)
    )


def test_a_new_clause_moves_no_other() -> None:
    found = changes(document(other(0), other(1)), document(other(0), other(2), other(1)))
    assert [clause.sorts for clause in found.clauses] == [(Sort.ADDED,)]


def test_a_policy_that_came_or_went_is_told_whole() -> None:
    health, claims = document(RULE), document(other(0, policy_id="claims"))
    (came,) = compare(side(health), side(health, claims)).policies
    (went,) = compare(side(health, claims), side(health)).policies
    assert (came.id, came.sort, went.id, went.sort) == ("claims", Sort.ADDED, "claims", Sort.REMOVED)
    assert came.parts == (
        shift(Sort.ADDED, "version", None, "1.0"),
        shift(Sort.ADDED, "in force", None, "from 2026-01-01"),
    )
    assert [clause.sorts for clause in (*came.clauses, *went.clauses)] == [(Sort.ADDED,), (Sort.REMOVED,)]


def test_the_ladder_tells_settings_and_rungs() -> None:
    rungs = (LADDER.thresholds[0], LadderThreshold(points=8, action=EnforcementAction.SUSPENSION))
    changed = LADDER.model_copy(
        update={"window_days": 180, "repeat_measure": EnforcementAction.FEATURE_LIMIT, "rungs": rungs}
    )
    (policy,) = changes(document(RULE, ladder=LADDER), document(RULE, ladder=changed)).policies
    assert policy.parts == (
        shift(Sort.LADDER, "window days", "90", "180"),
        shift(Sort.LADDER, "repeat measure", "warning", "feature limit"),
        lines(Sort.LADDER, "rungs", ("from 9 points: feature limit for 5 days",), ("from 8 points: suspension",)),
    )


def test_a_ladder_that_is_gone_is_told() -> None:
    (policy,) = changes(document(RULE, ladder=LADDER), document(RULE)).policies
    assert policy.parts[0] == shift(Sort.LADDER, "window days", "90", None)
    assert len(policy.parts) == 7


def test_the_corpus_tells_its_name_and_markets() -> None:
    found = compare(side(document(RULE), DE="Germany"), side(document(RULE), name="Home", FR="France"))
    (name, markets) = found.parts
    assert (name.part, found.policies, bool(found)) == ("name", (), True)
    assert markets == lines(Sort.MARKETS, "markets", ("DE Germany",), ("FR France",))


def test_clauses_are_counted_in_each_way_they_changed() -> None:
    before = document(RULE, other(0), other(1))
    after = document(rule(points=9, text=RULE.text.replace("cures", "heals")), other(0, points=5), other(2))
    assert changes(before, after).counts == {Sort.ADDED: 1, Sort.REMOVED: 1, Sort.REWORDED: 1, Sort.STRICTER: 2}
