"""Definitions of experiments: what a file may say, and what no experiment may take away."""

from datetime import date
from pathlib import Path

import pytest

from domain.clause import Clause, Severity
from domain.errors import InputError
from domain.policy import PolicyDocument
from insights.experiments.definition import Assignment, Experiment, read_experiment
from insights.experiments.protection import ProtectionRefused, require_protection
from policies.library import Library

DEFINITION = """\
id = "letters"
version = 2
owner = "trust science"
hypothesis = "An example in the letter prevents repeats."
assignment = "stratified"
stratify_by = ["market"]
start = 2026-08-01
end = 2026-08-28
metric = "repeat_rate_30"
clauses = ["ADV-1"]

[[arms]]
name = "control"
share = 0.5
unenforced = []

[[arms]]
name = "example"
share = 0.5
unenforced = ["ADV-1"]

[[guardrails]]
metric = "complaint_rate"
margin = 2
"""


def read(folder: Path, *changes: tuple[str, str]) -> Experiment:
    text = DEFINITION
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "letters.toml"
    path.write_text(text, encoding="utf-8")
    return read_experiment(path)


def test_a_definition_is_read(tmp_path: Path) -> None:
    one = read(tmp_path)
    assert (one.id, one.version, one.control, one.seed) == ("letters", 2, "control", "letters")
    assert one.split == {"control": 0.5, "example": 0.5}
    assert one.assignment is Assignment.STRATIFIED
    assert one.assignment_day == (date(2026, 7, 31) - date(1970, 1, 1)).days


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("end = 2026-08-28", "end = 2026-08-01", "end must be after start"),
        ('name = "example"', 'name = "control"', "two arms have one name"),
        ("share = 0.5", "share = 0.4", "sum to 0.8, not to 1"),
        ('stratify_by = ["market"]', "", "a stratified assignment needs stratify_by"),
        ("unenforced = []\n", "", "write in arm control which are unenforced"),
        ('unenforced = ["ADV-1"]', 'unenforced = ["ADV-2"]', "leaves ADV-2 unenforced, which clauses does not list"),
        ('[[guardrails]]\nmetric = "complaint_rate"\nmargin = 2', "", "add a guardrail that would stop"),
        ("version = 2", 'version = "two"', "version: input should be a valid integer"),
        ("owner =", "onwer =", "owner: field required"),
        ('"stratified"', '"random"', "assignment: input should be 'hash'"),
        ("start = 2026-08-01", "start = 2026-13-01", "is invalid TOML"),
    ],
)
def test_a_wrong_definition_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, (old, new))
    assert message in str(caught.value)


def test_a_missing_or_strange_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_experiment(tmp_path / "none.toml")
    (tmp_path / "zip.toml").write_bytes(b"PK\x03\x04")
    with pytest.raises(InputError, match="ZIP archive"):
        read_experiment(tmp_path / "zip.toml")


def library(*versions: tuple[str, Severity, date | None, date | None]) -> Library:
    clauses = tuple(
        Clause(
            id="ADV-1",
            policy_id="ads",
            version=version,
            title="Ads",
            text="Say that it is an ad.",
            kind="rule",
            severity=severity,
            effective_from=first,
            effective_to=last,
        )
        for version, severity, first, last in versions
    )
    return Library("ours", (PolicyDocument(id="ads", title="Ads", version="1", clauses=clauses),))


@pytest.mark.parametrize(
    ("severity", "refused"),
    [(Severity.LOW, False), (Severity.MEDIUM, False), (Severity.HIGH, True), (Severity.CRITICAL, True)],
)
def test_protection_from_severe_harm_stays(tmp_path: Path, severity: Severity, refused: bool) -> None:
    policies = library(("1", severity, None, None))
    if refused:
        with pytest.raises(ProtectionRefused, match=f"ADV-1 unenforced, which has {severity.label} severity"):
            require_protection(read(tmp_path), policies)
    else:
        require_protection(read(tmp_path), policies)
    require_protection(read(tmp_path, ('unenforced = ["ADV-1"]', "unenforced = []")), policies)


def test_the_versions_in_force_during_the_experiment_count(tmp_path: Path) -> None:
    harmless = ("1", Severity.LOW, None, date(2026, 8, 9))
    later = ("2", Severity.HIGH, date(2026, 8, 10), None)
    with pytest.raises(ProtectionRefused):
        require_protection(read(tmp_path), library(harmless, later))
    after = ("2", Severity.HIGH, date(2026, 8, 29), None)
    require_protection(read(tmp_path), library(harmless, after))


def test_an_unknown_clause_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the policies have no clause ADV-1"):
        require_protection(read(tmp_path), Library("ours", ()))
