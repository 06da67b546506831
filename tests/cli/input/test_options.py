"""The choices of options are those of the domain, and a former option is refused with its new name."""

from typing import get_args

import pytest

from agent.judge_registry import JUDGE_NAMES
from cli.input.options import JudgeName, OutcomeName, ReviewActionName, RoleName, ScopeName
from domain.access import Role, Scope
from domain.review import ReviewAction
from domain.verdict import Outcome
from tests.cli.conftest import Run


def test_choices_are_those_of_the_domain() -> None:
    assert list(JudgeName) == ["auto", *JUDGE_NAMES]
    assert list(get_args(OutcomeName)) == [outcome.value for outcome in Outcome]
    assert list(get_args(ReviewActionName)) == [action.value for action in ReviewAction]
    assert [scope.value for scope in ScopeName] == [scope.value for scope in Scope]
    assert [role.value for role in RoleName] == [role.value for role in Role]


@pytest.mark.parametrize(
    ("arguments", "new_name"),
    [
        (("adjudicate", "case.yaml", "--creator", "cr_maya"), "--creator-id"),
        (("decisions", "list", "--creator=cr_maya"), "--creator-id"),
        (("decisions", "list", "--clause", "HLT-1"), "--clause-id"),
        (("erase", "--creator", "cr_maya"), "--creator-id"),
        (("search", "tea", "-k", "2"), "--limit"),
        (("search", "tea", "--k", "2"), "--limit"),
        (("index", "--ship"), "--save-precomputed"),
        (("policies", "lint", "--format", "sarif"), "--json or --sarif"),
        (("policies", "diff", "corpus", "corpus", "--format=json"), "--json or --markdown"),
    ],
)
def test_former_option_is_refused_with_its_new_name(run: Run, arguments: tuple[str, ...], new_name: str) -> None:
    ran = run(*arguments)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert f"It was renamed: write {new_name}." in " ".join(ran.stderr.replace("│", " ").split())


@pytest.mark.parametrize(
    "arguments",
    [("policies", "diff", "corpus", "corpus", "--json", "--markdown"), ("policies", "lint", "--json", "--sarif")],
)
def test_two_output_formats_are_refused(run: Run, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "are formats: give one of them" in ran.stderr
