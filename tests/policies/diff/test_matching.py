"""Clauses are matched by id, or by words if their id changed."""

from hypothesis import given
from hypothesis import strategies as st

from domain.clause import Clause
from policies.diff.matching import Match, match
from tests.policies.diff.corpora import WORDS, other, rule

CLAUSES = (rule(), rule(text="Other."), rule(id="HLT-2"), other(0), other(1))
CLAUSE_LISTS = st.lists(st.sampled_from(CLAUSES), unique_by=id)


def ids(result: Match) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    pairs = sorted((old.id, new.id) for old, new in result.pairs)
    return pairs, [clause.id for clause in result.removed], [clause.id for clause in result.added]


def test_same_ids_match_with_different_words() -> None:
    assert ids(match([rule(), other(0)], [other(0), rule(text="Quite another thing.")])) == (
        [("HLT-1", "HLT-1"), ("OTH-0", "OTH-0")],
        [],
        [],
    )


def test_changed_id_is_matched_by_words() -> None:
    after = [rule(id="HLT-7", text=WORDS.replace("an illness", "any disease"), policy_id="claims")]
    assert ids(match([rule()], after)) == ([("HLT-1", "HLT-7")], [], [])


def test_unmatched_clauses_are_added_or_removed() -> None:
    assert ids(match([rule(), other(0)], [rule(), other(1)])) == ([("HLT-1", "HLT-1")], ["OTH-0"], ["OTH-1"])


def test_inserted_clause_that_shifts_ids_does_not_shift_matches() -> None:
    before = [rule(id="A-1"), other(0, id="A-2")]
    after = [other(1, id="A-1"), rule(id="A-2"), other(0, id="A-3")]
    assert ids(match(before, after)) == ([("A-1", "A-2"), ("A-2", "A-3")], [], ["A-1"])


def test_same_id_in_two_markets_matches_by_market() -> None:
    german, french = (rule(markets=frozenset({code}), text=f"{WORDS} In {code}.") for code in ("DE", "FR"))
    assert set(match([german, french], [french, german]).pairs) == {(german, german), (french, french)}


@given(CLAUSE_LISTS, CLAUSE_LISTS)
def test_every_clause_is_in_the_match_once(before: list[Clause], after: list[Clause]) -> None:
    result = match(before, after)
    assert sorted([old.id for old, _ in result.pairs] + [c.id for c in result.removed]) == sorted(c.id for c in before)
    assert sorted([new.id for _, new in result.pairs] + [c.id for c in result.added]) == sorted(c.id for c in after)
