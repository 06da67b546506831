"""Clauses and facts that no labelled case tests."""

from domain.clause import ClauseKind
from policies.lint.coverage import fact_never_provided, no_labelled_case
from tests.policies.lint.corpora import clause, definition, exception, label_coverage, lint_input, messages

CLAUSES = (
    clause("ABC-1", check="facts.price > 3 && facts.tax > 1 && signals.strikes > 0"),
    clause("ABC-2", check="facts.price > 9"),
    exception("ABC-3"),
    definition("DEF-1", "Bundle", "A set."),
    clause("ABC-4", kind=ClauseKind.PROCEDURE),
)


def test_rules_and_exceptions_without_a_case_are_reported() -> None:
    remedy = "label one case that it applies to and one that it does not"
    assert messages(no_labelled_case, lint_input(*CLAUSES, label_coverage=label_coverage(["ABC-1"]))) == [
        f"warning: ABC-2@1.0: no labelled case concerns this rule; {remedy}",
        f"warning: ABC-3@1.0: no labelled case concerns this exception; {remedy}",
    ]


def test_facts_without_a_case_are_reported() -> None:
    assert messages(
        fact_never_provided, lint_input(*CLAUSES, label_coverage=label_coverage(facts=["facts.price"]))
    ) == [
        "note: ABC-1@1.0: its check reads facts.tax, which no labelled case provides; "
        "provide it in labelled cases, with values on both sides of the threshold"
    ]


def test_without_labelled_cases_there_are_no_findings() -> None:
    assert messages(no_labelled_case, lint_input(*CLAUSES)) + messages(fact_never_provided, lint_input(*CLAUSES)) == []
