"""A clause is found again by its id, or by its words where it got another id."""

from hypothesis import given
from hypothesis import strategies as st

from domain.clause import Clause
from policies.diff.matching import Match, match
from tests.policies.diff.corpora import WORDS, other, rule

CLAUSES = (rule(), rule(text="Other."), rule(id="HLT-2"), other(0), other(1))
EITHER = st.lists(st.sampled_from(CLAUSES), unique_by=id)


def named(found: Match) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    pairs = sorted((old.id, new.id) for old, new in found.pairs)
    return pairs, [clause.id for clause in found.removed], [clause.id for clause in found.added]


def test_ids_lead_whatever_the_words() -> None:
    assert named(match([rule(), other(0)], [other(0), rule(text="Quite another thing.")])) == (
        [("HLT-1", "HLT-1"), ("OTH-0", "OTH-0")],
        [],
        [],
    )


def test_a_clause_with_another_id_is_the_same_by_its_words() -> None:
    after = [rule(id="HLT-7", text=WORDS.replace("an illness", "any disease"), policy_id="claims")]
    assert named(match([rule()], after)) == ([("HLT-1", "HLT-7")], [], [])


def test_what_has_no_like_came_or_went() -> None:
    assert named(match([rule(), other(0)], [rule(), other(1)])) == ([("HLT-1", "HLT-1")], ["OTH-0"], ["OTH-1"])


def test_a_clause_that_was_put_before_others_takes_their_ids_and_not_their_words() -> None:
    before = [rule(id="A-1"), other(0, id="A-2")]
    after = [other(1, id="A-1"), rule(id="A-2"), other(0, id="A-3")]
    assert named(match(before, after)) == ([("A-1", "A-2"), ("A-2", "A-3")], [], ["A-1"])


def test_of_one_id_in_two_markets_each_finds_its_own() -> None:
    here, there = (rule(markets=frozenset({code}), text=f"{WORDS} In {code}.") for code in ("DE", "FR"))
    assert set(match([here, there], [there, here]).pairs) == {(here, here), (there, there)}


@given(EITHER, EITHER)
def test_every_clause_is_told_of_once(before: list[Clause], after: list[Clause]) -> None:
    found = match(before, after)
    assert sorted([old.id for old, _ in found.pairs] + [c.id for c in found.removed]) == sorted(c.id for c in before)
    assert sorted([new.id for _, new in found.pairs] + [c.id for c in found.added]) == sorted(c.id for c in after)
