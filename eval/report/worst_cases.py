"""The cases a reader should see first: the surest mistakes, with content, label, findings and quotes side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import nlargest

from domain.case import Case
from domain.finding import Finding, FindingStatus
from eval.dataset.labelled_case import LabelledCase
from eval.runs.result import Result

MOST = 25
SHOWN = (FindingStatus.VIOLATED, FindingStatus.UNCLEAR, FindingStatus.EXEMPTED)


@dataclass(frozen=True)
class Worst:
    """`sure`: how sure the run was of its wrong outcome; 1 for an error."""

    result: Result
    sure: float
    case: Case | None = None

    @property
    def findings(self) -> list[Finding]:
        decision = self.result.decision
        return [f for f in decision.verdict.findings if f.status in SHOWN] if decision else []


def worst(results: Iterable[Result]) -> list[Worst]:
    """Reads the results once and keeps the few."""
    wrong = (Worst(result, _sure(result)) for result in results if _wrong(result))
    return nlargest(MOST, wrong, key=lambda one: (one.sure, one.result.must_pass, one.result.case_id))


def with_content(found: Iterable[Worst], cases: Mapping[str, LabelledCase]) -> list[Worst]:
    return [
        Worst(one.result, one.sure, cases[one.result.case_id].case if one.result.case_id in cases else None)
        for one in found
    ]


def _wrong(result: Result) -> bool:
    said = result.decision.verdict.outcome if result.decision else None
    asked = result.decision is not None or result.error is not None
    return asked and result.gold.outcome is not None and said is not result.gold.outcome


def _sure(result: Result) -> float:
    return result.decision.verdict.confidence if result.decision else 1.0
