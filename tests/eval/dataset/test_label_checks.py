import pytest

from eval.dataset import label_checks
from eval.dataset.dataset import DatasetProtocol
from eval.dataset.labelled_case import LabelledCase
from policies.checks.problem import Level, Problem
from tests.eval.samples import check_context, labelled

VIOLATION = labelled("a", "violation", "HLT-1")


def error(message: str, remedy: str, line: int = 1) -> Problem:
    return Problem(Level.ERROR, f"set/cases.jsonl:{line}", message, remedy)


@pytest.mark.parametrize(
    ("case", "message", "remedy"),
    [
        (labelled("a", "violation", "HTL-1"), "a names HTL-1, which is not in the corpus", "write HLT-1?"),
        (
            labelled("a", "violation", "HLT-1", alternatives=[["ZZZ"]]),
            "a names ZZZ, which is not in the corpus",
            "name a clause of the corpus",
        ),
        (
            labelled("a", "violation", "HLT-2"),
            "a names HLT-2, which is of kind exception there",
            "name a clause of kind rule",
        ),
        (
            labelled("a", "no_violation", near_misses=["DEF-1"]),
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
            "a names HLT-1, which is not in force on 2025-12-31 without a market",
            "change the day, the market or the label",
        ),
        (
            labelled("a", "no_violation", near_misses=["PRC-1"], market="US"),
            "a names PRC-1, which is not in force on 2026-09-14 in US",
            "change the day, the market or the label",
        ),
    ],
)
def test_impossible_clause_is_reported(case: LabelledCase, message: str, remedy: str) -> None:
    assert list(label_checks.unknown_clauses(check_context(case))) == [error(message, remedy)]


def test_clauses_in_force_pass() -> None:
    cases = (
        labelled("a", "violation", "PRC-1", market="NO", alternatives=[["HLT-1"]]),
        labelled("b", "no_violation", near_misses=["HLT-1", "HLT-2"], exception="HLT-2"),
        labelled("c", "no_violation", near_misses=["PRC-1"], market="US", tags=["market"]),
        labelled("d", "no_violation", near_misses=["HLT-1"], content_date="2025-12-31", tags=["old-version"]),
        labelled("e", None, clauses=["DEF-1"], content_date=None),
    )
    assert list(label_checks.unknown_clauses(check_context(*cases))) == []


@pytest.mark.parametrize(
    ("case", "message", "remedy"),
    [
        (labelled("a", None), "a has no gold outcome", "write violation, no_violation or needs_review"),
        (
            labelled("a", "no_violation", "HLT-1"),
            "a is not a violation but names violated clauses",
            "empty gold.violated, or move them to gold.near_misses",
        ),
        (
            labelled("a", "no_violation", consequence={"action": "warning", "points": 0, "total": 3}),
            "a has a consequence without a violation",
            "leave gold.consequence out",
        ),
    ],
)
def test_contradictory_labels_are_reported(case: LabelledCase, message: str, remedy: str) -> None:
    assert list(label_checks.contradictory_labels(check_context(case))) == [error(message, remedy)]


@pytest.mark.parametrize("full", [False, True])
def test_label_that_others_have_may_not_be_missing(full: bool) -> None:
    cases = [labelled("a", "violation"), labelled("b", "needs_review", reason=" ")]
    cases += [] if full else [VIOLATION, labelled("c", "needs_review", reason="the price is unknown")]
    context = check_context(*cases, full=full)
    assert list(label_checks.contradictory_labels(context)) == [
        error("a is a violation of no clause", "name all violated clauses in gold.violated"),
        error("b needs review without a reason", "say in gold.reason what is open", line=2),
    ]
    assert list(label_checks.bare_labels(context)) == []


def test_dataset_that_labels_outcomes_alone_is_told_once() -> None:
    context = check_context(*(labelled(f"v{n}", "violation") for n in range(7)), labelled("r", "needs_review"))
    assert list(label_checks.contradictory_labels(context)) == []
    assert [str(problem) for problem in label_checks.bare_labels(context)] == [
        "warning: set/cases.jsonl: 7 of 8 cases have no gold.violated (v0, v1, v2, v3, v4, …): of these violations "
        "only the outcome is scored; give gold.violated to measure more",
        "warning: set/cases.jsonl: 1 of 8 cases have no gold.reason (r): nothing says what is open in these cases that "
        "need review; give gold.reason to measure more",
    ]


def test_retrieval_dataset_needs_no_outcome() -> None:
    context = check_context(labelled("a", None, clauses=["HLT-1"]), protocol=DatasetProtocol.RETRIEVAL)
    assert list(label_checks.contradictory_labels(context)) == []


def test_duplicate_id_is_reported_at_its_second_line() -> None:
    context = check_context(VIOLATION, labelled("b", "no_violation"), VIOLATION)
    expected = [error("a is already the id of line 1", "give each case its own", line=3)]
    assert list(label_checks.duplicate_ids(context)) == expected


def test_unknown_market_is_reported() -> None:
    context = check_context(labelled("a", "no_violation", market="nu"), labelled("b", "no_violation", market="no"))
    expected = [error('a has the unknown market "NU"', "write NO or US")]
    assert list(label_checks.unknown_markets(context)) == expected


def test_unknown_creator_is_reported_unless_tagged() -> None:
    cases = [labelled("a", "no_violation", creator_id=creator) for creator in ("cr_ann", "cr_bob")]
    cases.append(labelled("c", "needs_review", creator_id="cr_bob", tags=["signals-missing"]))
    remedy = "add the creator to creators.yaml beside the cases, or tag the case signals-missing"
    expected = [error("a has the unknown creator cr_bob", remedy, line=2)]
    assert list(label_checks.unknown_creators(check_context(*cases))) == expected


GOOD_FACTS = {"price": 9.5, "disclosed": False, "posted": "2026-01-01", "brand": None}


def test_declared_facts_pass_and_without_vocabulary_any_fact_does() -> None:
    assert list(label_checks.invalid_facts(check_context(labelled("a", "no_violation", facts=GOOD_FACTS)))) == []
    context = check_context(labelled("a", "no_violation", facts={"odd": 1}), vocabulary=False)
    assert list(label_checks.invalid_facts(context)) == []


def test_unknown_fact_is_reported() -> None:
    context = check_context(labelled("a", "no_violation", facts={"prices": 1}))
    remedy = "no check reads it; write price"
    expected = [error("a has the unknown fact prices (did you mean price?)", remedy)]
    assert list(label_checks.invalid_facts(context)) == expected


@pytest.mark.parametrize(
    ("name", "value", "kind", "remedy"),
    [
        ("price", True, "number", "write the number without quotes"),
        ("price", "9", "number", "write the number without quotes"),
        ("disclosed", 1, "boolean", "write true or false without quotes"),
        ("posted", "14 September", "date", "write a day such as 2026-09-14"),
        ("brand", 7, "text", "write text, in quotes"),
    ],
)
def test_fact_of_another_type_is_reported(name: str, value: object, kind: str, remedy: str) -> None:
    context = check_context(labelled("a", "no_violation", facts={name: value}))
    remedy = f"{remedy}, or leave it out if unknown"
    expected = [error(f"a has {name} = {value!r}, which is not a {kind}", remedy)]
    assert list(label_checks.invalid_facts(context)) == expected


DUE = {"action": "warning", "points": 3, "total": 5}


def test_consequence_of_the_ladder_passes() -> None:
    case = labelled("a", "violation", "HLT-1", creator_id="cr_ann", consequence=DUE)
    assert list(label_checks.unexpected_consequences(check_context(case, labelled("b", "violation", "HLT-1")))) == []


def test_other_action_or_total_is_a_warning() -> None:
    case = labelled("a", "violation", "HLT-1", creator_id="cr_ann", consequence=DUE | {"total": 3})
    assert list(label_checks.unexpected_consequences(check_context(case))) == [
        Problem(
            Level.WARNING,
            "set/cases.jsonl:1",
            "a expects warning at 3 of 3 points",
            "the ladder gives warning at 3 of 5 points: see which is right",
        )
    ]


def test_consequence_without_history_is_a_warning() -> None:
    case = labelled("a", "violation", "HLT-1", consequence=DUE)
    (problem,) = label_checks.unexpected_consequences(check_context(case))
    assert problem.remedy == "the ladder gives no action at 0 of 0 points: see which is right"
