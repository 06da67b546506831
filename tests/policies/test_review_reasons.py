"""Reasons of reviews that a policy's owner writes are read, compared, and change no decision."""

from pathlib import Path

import pytest

from domain.clause import ReasonPreset
from domain.review import ReviewAction
from policies.diff.change import ChangeKind
from policies.diff.comparison import compare_sides
from policies.diff.side import Side
from policies.library import Library, load_library
from policies.parsing.diagnostics import CorpusErrors

POLICY = """---
id: live
title: Live
version: "1.0"
effective_from: 2026-01-01
---

## LIV-1 Countdowns

- **kind**: rule

Do not restart a countdown.

### Violating examples

- last minute, again

### Compliant examples

- the offer ends at noon
"""
REASONS = """
### Review reasons

- uphold: The clock is set back.
- overturn: It is another offer: the product differs.
"""


def load(folder: Path, policy: str) -> Library:
    folder.mkdir()
    (folder / "live.md").write_text(policy, encoding="utf-8")
    return load_library(folder)


def test_reasons_are_read_and_change_neither_fingerprint_nor_rule(tmp_path: Path) -> None:
    plain, with_reasons = load(tmp_path / "plain", POLICY), load(tmp_path / "reasons", POLICY + REASONS)
    (rule,) = with_reasons.clauses
    assert rule.reason_presets == (
        ReasonPreset(action=ReviewAction.UPHOLD, text="The clock is set back."),
        ReasonPreset(action=ReviewAction.OVERTURN, text="It is another offer: the product differs."),
    )
    assert rule.model_copy(update={"reason_presets": ()}) == plain.clauses[0]
    assert with_reasons.fingerprint == plain.fingerprint


@pytest.mark.parametrize("item", ["The clock is set back.", "agree: It is so.", "uphold:", "uphold: "])
def test_reason_without_the_action_of_a_review_is_an_error(tmp_path: Path, item: str) -> None:
    with pytest.raises(CorpusErrors, match=r"does not name the action of a review.*write uphold, overturn, amend"):
        load(tmp_path / "bad", f"{POLICY}\n### Review reasons\n\n- {item}\n")


def test_changed_reasons_are_a_change_of_their_own(tmp_path: Path) -> None:
    before, after = (load(tmp_path / name, policy) for name, policy in (("old", POLICY), ("new", POLICY + REASONS)))
    sides = [Side("", library.name, library.markets, library.documents) for library in (before, after)]
    assert compare_sides(*sides).counts == {ChangeKind.REVIEW_REASONS: 1}
