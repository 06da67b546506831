from dataclasses import replace

import pytest

from domain.verdict import Outcome
from eval.metrics.same_cases import DifferentCases, case_differences, comparable_rows
from eval.runs.summary_rows import SummaryRow
from tests.eval.rows import row

V, N = Outcome.VIOLATION, Outcome.NO_VIOLATION


def known(case_id: str, content: str, gold: Outcome = V) -> SummaryRow:
    return replace(row(case_id, gold, V), case_sha256=content)


BEFORE = [known("a", "1"), known("b", "2"), known("c", "3"), known("d", "4"), known("e", "5")]
AFTER = [known("a", "1"), known("b", "other"), known("c", "3", N), known("f", "6"), known("e", "")]


def test_differences_by_id_content_and_label() -> None:
    found = case_differences(BEFORE, AFTER)
    assert (found.common, found.only_before, found.only_after) == (("a", "e"), ("d",), ("f",))
    assert (found.other_content, found.other_label) == (("b",), ("c",))
    assert str(found) == (
        "1 only in the baseline (d), 1 only in this run (f), 1 with other content (b), 1 with another label (c)"
    )


def test_runs_of_different_cases_are_refused() -> None:
    assert comparable_rows(BEFORE, BEFORE[::-1], common=False) == (BEFORE, BEFORE[::-1])
    with pytest.raises(DifferentCases, match="--common compares the 2 that are equal"):
        comparable_rows(BEFORE, AFTER, common=False)


def test_common_cases_can_be_selected() -> None:
    assert comparable_rows(BEFORE, AFTER, common=True) == ([BEFORE[0], BEFORE[4]], [AFTER[0], AFTER[4]])
    for common in (False, True):
        with pytest.raises(DifferentCases, match="no case in common"):
            comparable_rows(BEFORE[:1], AFTER[1:], common=common)
