import pytest

from eval.dataset import label_checks
from eval.dataset.dataset import DatasetProtocol
from eval.dataset.labelled_case import LabelledCase
from policies.checks.problem import Level, Problem
from tests.eval.samples import labelled, material

BROKEN = labelled("a", "violation", "HLT-1")


def error(message: str, remedy: str, line: int = 1) -> Problem:
    return Problem(Level.ERROR, f"set/cases.jsonl:{line}", message, remedy)


@pytest.mark.parametrize(
    ("case", "message", "remedy"),
    [
        (labelled("a", "violation", "HTL-1"), "a names HTL-1, which is nowhere in the corpus", "write HLT-1?"),
        (
            labelled("a", "violation", "HLT-1", alternatives=[["ZZZ"]]),
            "a names ZZZ, which is nowhere in the corpus",
            "name a clause of the corpus",
        ),
        (
            labelled("a", "violation", "HLT-2"),
            "a names HLT-2, which is of kind exception there",
            "name a clause of kind rule",
        ),
        (
            labelled("a", "no_violation", near=["DEF-1"]),
            "a names DEF-1, which is of kind definition there",
            "name a clause of kind rule or exception",
        ),
        (
            labelled("a", "no_violation", exception="HLT-1"),
            "a names HLT-1, which is of kind rule there",
            "name a clause of kind exception",
        ),
        (
            labelled("a", "violation", "HLT-1", content_date="2025-12-31"),
            "a names HLT-1, which does not bind on 2025-12-31 without a market",
            "change the day, the market or the label",
        ),
        (
            labelled("a", "no_violation", near=["PRC-1"], market="US"),
            "a names PRC-1, which does not bind on 2026-09-14 in US",
            "change the day, the market or the label",
        ),
    ],
)
def test_a_clause_that_the_gold_cannot_mean_is_told(case: LabelledCase, message: str, remedy: str) -> None:
    assert list(label_checks.unknown_clauses(material(case))) == [error(message, remedy)]


def test_clauses_that_bind_are_sound() -> None:
    cases = (
        labelled("a", "violation", "PRC-1", market="NO", alternatives=[["HLT-1"]]),
        labelled("b", "no_violation", near=["HLT-1", "HLT-2"], exception="HLT-2"),
        labelled("c", "no_violation", near=["PRC-1"], market="US", tags=["market"]),
        labelled("d", "no_violation", near=["HLT-1"], content_date="2025-12-31", tags=["old-version"]),
        labelled("e", None, clauses=["DEF-1"], content_date=None),
    )
    assert list(label_checks.unknown_clauses(material(*cases))) == []


@pytest.mark.parametrize(
    ("case", "message", "remedy"),
    [
        (labelled("a", None), "a has no gold outcome", "write violation, no_violation or needs_review"),
        (labelled("a", "violation"), "a breaks no clause", "name all it breaks in gold.violated"),
        (
            labelled("a", "no_violation", "HLT-1"),
            "a is no violation but breaks clauses",
            "empty gold.violated, or name those it comes near in gold.near",
        ),
        (
            labelled("a", "needs_review", why=" "),
            "a needs review for no reason",
            "say in gold.why what is open",
        ),
        (
            labelled("a", "no_violation", consequence={"measure": "warning", "points": 0, "total": 3}),
            "a has a consequence without a violation",
            "leave gold.consequence out",
        ),
    ],
)
def test_gold_that_contradicts_itself_is_told(case: LabelledCase, message: str, remedy: str) -> None:
    assert list(label_checks.contradictory_gold(material(case))) == [error(message, remedy)]


def test_a_dataset_of_retrieval_needs_no_outcome() -> None:
    held = material(labelled("a", None, clauses=["HLT-1"]), protocol=DatasetProtocol.RETRIEVAL)
    assert list(label_checks.contradictory_gold(held)) == []


def test_an_id_given_twice_is_told_where_it_comes_again() -> None:
    held = material(BROKEN, labelled("b", "no_violation"), BROKEN)
    expected = [error("a is the id of line 1 already", "give each case its own", line=3)]
    assert list(label_checks.repeated_ids(held)) == expected


def test_an_unknown_market_is_told() -> None:
    held = material(labelled("a", "no_violation", market="nu"), labelled("b", "no_violation", market="no"))
    expected = [error('a is of the unknown market "NU"', "write NO or US")]
    assert list(label_checks.unknown_markets(held)) == expected


def test_an_unknown_creator_is_told_unless_that_is_the_point() -> None:
    cases = [labelled("a", "no_violation", creator_id=who) for who in ("cr_ann", "cr_bob")]
    cases.append(labelled("c", "needs_review", creator_id="cr_bob", tags=["signals-missing"]))
    remedy = "add the creator to creators.yaml beside the cases, or tag the case signals-missing"
    expected = [error("a is of cr_bob, of whom nothing is known", remedy, line=2)]
    assert list(label_checks.unknown_creators(material(*cases))) == expected


GOOD_FACTS = {"price": 9.5, "disclosed": False, "posted": "2026-01-01", "brand": "Oda"}


def test_facts_as_declared_are_sound_and_without_a_vocabulary_any_are() -> None:
    assert list(label_checks.misread_facts(material(labelled("a", "no_violation", facts=GOOD_FACTS)))) == []
    held = material(labelled("a", "no_violation", facts={"odd": 1}), vocabulary=False)
    assert list(label_checks.misread_facts(held)) == []


def test_an_unknown_fact_is_told() -> None:
    held = material(labelled("a", "no_violation", facts={"prices": 1}))
    remedy = "declare it in vocabulary.toml of the corpus, or drop it"
    expected = [error("a gives the unknown fact prices (did you mean price?)", remedy)]
    assert list(label_checks.misread_facts(held)) == expected


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("price", True, "number"),
        ("price", "9", "number"),
        ("disclosed", 1, "boolean"),
        ("posted", "14 September", "date"),
        ("brand", None, "text"),
    ],
)
def test_a_fact_of_another_type_is_told(name: str, value: object, kind: str) -> None:
    held = material(labelled("a", "no_violation", facts={name: value}))
    remedy = "give it as vocabulary.toml says, or leave it out if unknown"
    expected = [error(f"a gives {name} as {value!r}, which is no {kind}", remedy)]
    assert list(label_checks.misread_facts(held)) == expected
