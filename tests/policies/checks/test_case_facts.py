"""Facts of a case that no check reads, or that have another type than declared, are told with the nearest name."""

from collections.abc import Mapping

import pytest
from pydantic import JsonValue

from policies.checks.case_facts import MAX_WARNINGS, fact_warnings
from policies.library import Library
from policies.vocabulary import Variable
from tests.policies.checks.test_check import document, rule
from tests.policies.checks.test_variables import VOCABULARY

CHECK = "facts.ai_label && facts.order.address_changed"


def warnings(facts: Mapping[str, JsonValue], vocabulary: Mapping[str, Variable] | None = VOCABULARY) -> list[str]:
    library = Library("Test corpus", (document(rule(check=CHECK)),), vocabulary=vocabulary)
    return [warning.removeprefix("the case has ") for warning in fact_warnings(facts, library)]


@pytest.mark.parametrize("vocabulary", [VOCABULARY, None])
def test_fact_that_a_check_reads_is_known(vocabulary: Mapping[str, Variable] | None) -> None:
    assert warnings({"ai_label": True, "order": {"address_changed": True}}, vocabulary) == []


def test_unknown_value_is_no_mistake() -> None:
    assert warnings({"ai_label": None}) == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [("ai_lable", "ai_label"), ("AI-Label", "ai_label"), ("facts.minutes", "minutes"), ("oder", "order")],
)
def test_misspelt_fact_is_told_with_the_nearest_name(name: str, meant: str) -> None:
    assert warnings({name: True}) == [
        f"the unknown fact {name} (did you mean {meant}?): no check reads it; write {meant}"
    ]


def test_fact_unlike_any_other_is_told_where_a_vocabulary_declares_them() -> None:
    told = "the unknown fact zzz: no check reads it; leave it out, or declare it in vocabulary.toml"
    assert (warnings({"zzz": 1}), warnings({"zzz": 1}, vocabulary=None)) == ([told], [])


def test_misspelt_fact_is_told_without_a_vocabulary() -> None:
    assert len(warnings({"ai_lable": 1}, vocabulary=None)) == 1


def test_value_of_another_type_is_told() -> None:
    told = "ai_label = 'yes', which is not a boolean: write true or false without quotes, or leave it out if unknown"
    assert warnings({"ai_label": "yes"}) == [told]


def test_many_mistakes_are_told_up_to_a_limit() -> None:
    told = warnings({f"zz{n}": "x" * 5000 for n in range(5000)})
    assert (len(told), told[-1]) == (MAX_WARNINGS + 1, "more facts that are unknown or of a wrong type")
