"""Agreement between reviewers by clause, with a reason where there is no figure."""

from agent.quality.reviewer_agreement import reviewer_agreement

NONE, CURE, AD = frozenset[str](), frozenset({"HLT-1"}), frozenset({"DSC-1"})


def case(ana: frozenset[str], ben: frozenset[str]) -> dict[str, frozenset[str]]:
    return {"ana": ana, "ben": ben}


def test_each_clause_has_its_alpha() -> None:
    cases = [case(CURE, CURE)] * 6 + [case(NONE, NONE)] * 4 + [case(CURE | AD, CURE)] * 2 + [{"ana": CURE}]
    found = reviewer_agreement(cases)
    assert (found.cases, found.reviewers) == (12, 2)
    assert found.outcome.alpha is not None
    assert (found.outcome.differing, found.outcome.alpha.value) == (0, 1.0)
    ad, cure = found.clauses
    assert (ad.clause_id, ad.differing, cure.clause_id, cure.differing) == ("DSC-1", 2, "HLT-1", 0)
    assert ad.alpha is not None
    assert ad.alpha.value is not None
    assert ad.alpha.value < 0.01  # no better than chance: nobody ever agreed on it


def test_without_enough_cases_there_is_a_reason() -> None:
    found = reviewer_agreement([case(CURE, NONE)] * 9)
    assert (found.outcome.alpha, found.outcome.reason) == (None, "too few cases have two answers: 10 are needed")
    same = reviewer_agreement([case(CURE, CURE)] * 10)
    assert (same.outcome.alpha, same.outcome.reason) == (None, "all answers are equal: alpha needs both")
    assert reviewer_agreement([]).clauses == ()
