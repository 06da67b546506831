"""The worst errors of a run, for people to read: the most confident ones, with content, label and findings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from heapq import nlargest

from domain.case import Case
from domain.finding import Finding, FindingStatus
from eval.dataset.labelled_case import LabelledCase
from eval.runs.result import Result

MAX_CASES = 25
LISTED = (FindingStatus.VIOLATED, FindingStatus.UNCLEAR, FindingStatus.EXEMPTED)


@dataclass(frozen=True)
class WorstCase:
    """`confidence` in the wrong outcome; 1 for an error, None for human review that was not asked for."""

    result: Result
    confidence: float | None
    case: Case | None = None

    @property
    def findings(self) -> list[Finding]:
        decision = self.result.decision
        return [f for f in decision.verdict.findings if f.status in LISTED] if decision else []


def worst_cases(results: Iterable[Result]) -> list[WorstCase]:
    """Reads the results once and holds only the selected ones in memory."""
    wrong = (WorstCase(result, _confidence(result)) for result in results if _is_wrong(result))
    return nlargest(MAX_CASES, wrong, key=_order)


def _order(one: WorstCase) -> tuple[float, bool, str]:
    """Unasked reviews come after every wrong outcome."""
    return -1.0 if one.confidence is None else one.confidence, one.result.must_pass, one.result.case_id


def with_content(worst: Iterable[WorstCase], cases: Mapping[str, LabelledCase]) -> list[WorstCase]:
    """Without the content where the dataset has another case by that id."""
    return [replace(one, case=_case_of(one.result, cases.get(one.result.case_id))) for one in worst]


def _case_of(result: Result, labelled: LabelledCase | None) -> Case | None:
    if labelled is None or (result.case_sha256 and result.case_sha256 != labelled.case_sha256):
        return None
    return labelled.case


def _is_wrong(result: Result) -> bool:
    outcome = result.decision.verdict.outcome if result.decision else None
    judged = result.decision is not None or result.error is not None
    return judged and result.gold.outcome is not None and outcome is not result.gold.outcome


def _confidence(result: Result) -> float | None:
    return result.decision.verdict.confidence if result.decision else 1.0
