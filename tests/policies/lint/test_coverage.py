"""Clauses and facts that no labelled case has to do with."""

from domain.clause import ClauseKind
from policies.lint.coverage import fact_never_given, no_labelled_case
from tests.policies.lint.corpora import clause, definition, exception, labels, subject, told

LAW = (
    clause("ABC-1", check="facts.price > 3 && facts.tax > 1 && signals.strikes > 0"),
    clause("ABC-2", check="facts.price > 9"),
    exception("ABC-3"),
    definition("DEF-1", "Bundle", "A set."),
    clause("ABC-4", kind=ClauseKind.PROCEDURE),
)


def test_rules_and_exceptions_without_a_case() -> None:
    remedy = "label a case on either side of it, or nobody knows how well it is judged"
    assert told(no_labelled_case, subject(*LAW, labels=labels(["ABC-1"]))) == [
        f"warning: ABC-2@1.0: no labelled case has to do with this rule; {remedy}",
        f"warning: ABC-3@1.0: no labelled case has to do with this exception; {remedy}",
    ]


def test_facts_without_a_case() -> None:
    assert told(fact_never_given, subject(*LAW, labels=labels(facts=["facts.price"]))) == [
        "note: ABC-1@1.0: its check reads facts.tax, which no labelled case gives; "
        "give it in labelled cases, on either side of the line"
    ]


def test_without_labelled_cases_nothing_is_said() -> None:
    assert told(no_labelled_case, subject(*LAW)) + told(fact_never_given, subject(*LAW)) == []
