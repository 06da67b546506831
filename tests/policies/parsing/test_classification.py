"""The category and keywords of a policy hold for its rules, and a rule can have its own."""

import pytest

from domain.classification import Classification
from domain.clause import Clause
from policies.checks.check import check_library
from policies.diff.change import ChangeKind, ValueChange
from policies.diff.field_changes import other_changes
from policies.library import Library
from policies.parsing.diagnostics import CorpusErrors
from policies.parsing.policy_file import read_policy

FRAUD = "STATEMENT_CATEGORY_SCAMS_AND_FRAUD"


def rule(policy: str = "", clause: str = "") -> Clause:
    head = f'---\nid: a\ntitle: A\nversion: "1"\neffective_from: 2025-01-01\n{policy}---\n\n'
    text = (
        f"{head}## A-1 Title\n\n- **kind**: rule\n{clause}\nText.\n\n## A-2 Term\n\n- **kind**: definition\n\nText.\n"
    )
    first, second = read_policy(text.encode(), "a.md").clauses
    assert second.classification is None
    return first


def test_rule_has_that_of_its_policy() -> None:
    assert rule().classification is None
    found = rule("category: scams_and_fraud\nkeywords: [phishing, inauthentic_accounts]\n").classification
    assert found == Classification(category=FRAUD, keywords=("KEYWORD_PHISHING", "KEYWORD_INAUTHENTIC_ACCOUNTS"))


def test_rule_can_have_its_own() -> None:
    policy = "category: scams_and_fraud\nkeywords: phishing\nlegal_ground: Law 1\n"
    own = rule(policy, "- **category**: violence\n").classification
    assert own == Classification(category="STATEMENT_CATEGORY_VIOLENCE")
    keywords = rule(policy, "- **keywords**: other\n- **keyword_other**: Our words\n").classification
    assert keywords == Classification(
        category=FRAUD, keywords=("KEYWORD_OTHER",), other="Our words", legal_ground="Law 1"
    )


@pytest.mark.parametrize(
    ("policy", "clause", "message"),
    [
        ("category: fraud\n", "", 'unknown category "fraud"'),
        ("category: violence\nkeywords: fishing\n", "", 'unknown keyword "fishing".*phishing'),
        ("keywords: phishing\n", "", "has no category"),
        ("", "- **legal_ground**: Law 1\n", "has no category"),
        ("category: violence\nkeyword_other: x\n", "", "needs the keyword other"),
        (f"category: violence\nlegal_ground: {'x' * 501}\n", "", "too long"),
    ],
)
def test_error_names_what_to_write(policy: str, clause: str, message: str) -> None:
    with pytest.raises(CorpusErrors, match=message):
        rule(policy, clause)


def test_check_warns_of_a_rule_without_category_once_another_has_one() -> None:
    def warnings(*bodies: str) -> list[str]:
        documents = []
        for n, body in enumerate(bodies):
            head = f'---\nid: p{n}\ntitle: P\nversion: "1"\neffective_from: 2025-01-01\n{body}---\n\n'
            text = f"{head}## P{n}-1 Title\n\n- **kind**: rule\n\nText.\n"
            documents.append(read_policy(text.encode(), f"p{n}.md"))
        problems = check_library(Library("x", tuple(documents)))
        return [one.where for one in problems if "category" in one.message]

    assert warnings("", "") == []
    assert warnings("category: violence\n", "") == ["P1-1@1"]
    assert warnings("category: violence\n", "category: violence\n") == []


def test_classification_changes_no_decision() -> None:
    def fingerprint(head: str) -> str:
        front = f'---\nid: a\ntitle: A\nversion: "1"\neffective_from: 2025-01-01\n{head}---\n\n'
        text = f"{front}## A-1 T\n\n- **kind**: rule\n\nx\n"
        return Library("x", (read_policy(text.encode(), "a.md"),)).fingerprint

    assert fingerprint("") == fingerprint("category: violence\n")


def test_comparison_of_two_versions_names_another_classification() -> None:
    before, after = rule("category: violence\n"), rule("category: violence\nkeywords: coordinated_harm\n")
    (change,) = other_changes(before, after)
    assert change.kind is ChangeKind.CLASSIFICATION
    assert isinstance(change, ValueChange)
    assert (change.before, change.after) == (
        "STATEMENT_CATEGORY_VIOLENCE",
        "STATEMENT_CATEGORY_VIOLENCE, KEYWORD_COORDINATED_HARM",
    )
