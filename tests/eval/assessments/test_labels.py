"""A file of labelled assessments: what is read, and what each fault says."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.errors import InputError
from domain.verdict import Outcome
from eval.assessments.labels import BUNDLED, AccountKind, AssessmentLabelsError, SampleHead, read_labels

HEAD: dict[str, Any] = {"creators": 200, "days": 42, "seed": 3, "fit_on": "2026-07-01"}
GOLD: dict[str, Any] = {"outcome": "no_violation", "clauses": {"ACC-1.1": "satisfied"}, "priority": ["none"]}
ACCOUNT: dict[str, Any] = {"creator_id": "c1", "kind": "ordinary", "market": "US", "language": "en", "gold": GOLD}


def write(folder: Path, *lines: Any) -> Path:
    path = folder / "labels.jsonl"
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))
    return path


def faults(folder: Path, *lines: Any) -> str:
    with pytest.raises(InputError) as caught:
        read_labels(write(folder, *lines))
    return str(caught.value)


def test_a_file_is_read_and_written_again(tmp_path: Path) -> None:
    labels = read_labels(write(tmp_path, HEAD, "", ACCOUNT))
    assert labels.head.last_date == date(2026, 7, 12)
    assert [json.loads(line) for line in labels.text.splitlines()] == [HEAD, ACCOUNT]


def test_each_fault_has_its_line(tmp_path: Path) -> None:
    wrong = {**ACCOUNT, "kind": "villain", "creator_id": ""}
    found = faults(tmp_path, HEAD, ACCOUNT, wrong, "{", {**ACCOUNT, "gold": {**GOLD, "priority": ["soon"]}})
    assert "labels.jsonl:3: kind: Input should be 'low_effort'" in found
    assert "labels.jsonl:3: creator_id: String should have at least 1 character" in found
    assert "labels.jsonl:4: broken JSON" in found
    assert "labels.jsonl:5: gold.priority" in found


def test_an_outcome_must_follow_from_the_clauses(tmp_path: Path) -> None:
    for status, outcome in (("violated", "violation"), ("unclear", "needs_review"), ("exempted", "no_violation")):
        gold = {**GOLD, "clauses": {"ACC-1.1": status}}
        assert read_labels(write(tmp_path, HEAD, {**ACCOUNT, "gold": {**gold, "outcome": outcome}}))
        other = next(one.value for one in Outcome if one.value != outcome)
        assert f"the outcome is {outcome}: correct" in faults(
            tmp_path, HEAD, {**ACCOUNT, "gold": {**gold, "outcome": other}}
        )


def test_the_head_is_that_of_a_sample(tmp_path: Path) -> None:
    assert "labels.jsonl:1: the line: fit_on must be from 2026-06-01 on and before 2026-07-12" in faults(
        tmp_path, {**HEAD, "fit_on": "2026-07-12"}, ACCOUNT
    )
    assert "labels.jsonl:1: the sample needs at least 200 creators" in faults(tmp_path, {**HEAD, "creators": 5})
    assert "labels.jsonl:1: fit_on: Field required" in faults(tmp_path, {"creators": 200, "days": 42, "seed": 3})
    assert "labels.jsonl:1: creator_id: Extra inputs" in faults(tmp_path, ACCOUNT)


def test_nothing_to_assess(tmp_path: Path) -> None:
    assert "there are no accounts" in faults(tmp_path, HEAD)
    assert "there are no accounts" in faults(tmp_path)
    assert "2 lines are about the creator c1; leave one" in faults(tmp_path, HEAD, ACCOUNT, ACCOUNT)
    with pytest.raises(InputError, match="name a file of labelled assessments"):
        read_labels(tmp_path / "none.jsonl")


def test_the_bundled_labels_cover_all_kinds_and_languages() -> None:
    labels = read_labels(BUNDLED)
    kinds = [account.kind for account in labels.accounts]
    assert {*kinds} == {*AccountKind}
    assert min(kinds.count(kind) for kind in AccountKind) >= 8
    assert {account.language for account in labels.accounts} == {"de", "en", "es", "fr", "id", "pt", "th", "vi"}
    assert (labels.head.creators, labels.head.seed) != (2000, 1), "the sample of the documentation"
    assert SampleHead.model_validate_json(labels.head.model_dump_json()) == labels.head


def test_too_deep_a_line_is_a_fault(tmp_path: Path) -> None:
    assert AssessmentLabelsError.__mro__[1] is InputError
    assert "labels.jsonl:2: too deeply nested" in faults(tmp_path, HEAD, "[" * 100_000)
