"""Every command that reads settings refuses an old name and says the new one."""

import pytest

from tests.cli.conftest import Run

COMMANDS = [("adjudicate", "case.yaml"), ("policies", "list"), ("decisions", "list"), ("doctor", "--offline")]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "CLAUSEWISE_THRESHOLDS__TURN",
            "0.4",
            "CLAUSEWISE_THRESHOLDS__TURN was renamed: set CLAUSEWISE_THRESHOLDS__VIOLATION",
        ),
        ("CLAUSEWISE_CANDIDATES", "5", "CLAUSEWISE_CANDIDATES was renamed: set CLAUSEWISE_MAX_CANDIDATE_RULES"),
        (
            "CLAUSEWISE_MESSAGES",
            '{"most": 3}',
            "CLAUSEWISE_MESSAGES__MOST was renamed: set CLAUSEWISE_MESSAGES__MAX_PER_WINDOW",
        ),
        (
            "CLAUSEWISE_LLM__LOCAL_BAND",
            '{"low": 0.1}',
            "CLAUSEWISE_LLM__LOCAL_BAND was removed: the cascade asks the model about every candidate rule",
        ),
        ("CLAUSEWISE_LLM__BAND__HIGH", "0.9", "CLAUSEWISE_LLM__BAND__HIGH was removed: the cascade asks the model"),
        ("CLAUSEWISE_LLM__QUESTIONS", "apart", "CLAUSEWISE_LLM__QUESTIONS: apart was renamed to per_clause"),
    ],
)
def test_renamed_setting_is_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], name: str, value: str, message: str
) -> None:
    monkeypatch.setenv(name, value)
    ran = run(*command)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert message in " ".join(ran.stderr.split())
