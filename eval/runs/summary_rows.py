"""Summary rows: the parts of a result that metrics need, read from a run's folder or from a small baseline file."""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from domain.finding import FindingStatus
from domain.usage import Usage
from domain.verdict import Outcome, Verdict
from eval.dataset.labelled_case import Attack, Gold
from eval.metrics.agreement import Prediction
from eval.renamed_fields import refuse_former_names
from eval.runs.folder import RunError, RunFolder
from eval.runs.result import Result

UNKNOWN = "unknown"
OPEN = (FindingStatus.VIOLATED, FindingStatus.UNCLEAR)
LABEL_FIELDS = ("outcome", "violated", "alternatives", "clauses")
NEW_NAMES = {"answer": "prediction", "turn": "threshold"}


@dataclass(frozen=True)
class SummaryRow:
    """`probability` of a violation and its `threshold` are None where nothing was decided. `judged` is False where only
    retrieval was run. `clauses`: violated by prediction or label. `facets`: slice names by facet. `case_sha256` is
    empty in older runs. `precisions`: of the clauses called violated or unclear, where the judge has measured it."""

    case_id: str
    repeat: int
    group: str
    gold: Gold
    prediction: Prediction
    judged: bool
    probability: float | None
    threshold: float | None
    clauses: frozenset[str]
    facets: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]
    must_pass: bool
    scores: Mapping[str, float]
    usage: Usage
    latency_ms: float
    case_sha256: str = ""
    attack: Attack | None = None
    precisions: Mapping[str, float] = field(default_factory=dict)

    @property
    def correct(self) -> bool:
        return self.prediction.outcome is self.gold.outcome


_ROW: TypeAdapter[SummaryRow] = TypeAdapter(SummaryRow)


def summary_row(result: Result) -> SummaryRow:
    decision = result.decision
    verdict = decision.verdict if decision else None
    violated = frozenset(verdict.violated if verdict else ())
    return SummaryRow(
        case_id=result.case_id,
        repeat=result.repeat,
        group=result.group or f"case {result.case_id}",
        gold=result.gold,
        prediction=Prediction(verdict.outcome if verdict else None, violated, result.error),
        judged=result.gold.outcome is not None and (verdict is not None or result.error is not None),
        probability=verdict.probability if verdict else None,
        threshold=verdict.threshold if verdict else None,
        clauses=violated | frozenset(result.gold.violated),
        facets=_facets(result),
        labels=result.labels,
        must_pass=result.must_pass,
        scores={score.name: score.value for score in result.scores if score.value is not None},
        usage=decision.trace.usage if decision else Usage(),
        latency_ms=result.latency_ms,
        case_sha256=result.case_sha256,
        attack=result.attack,
        precisions=_precisions(verdict),
    )


def _precisions(verdict: Verdict | None) -> dict[str, float]:
    findings = (f for f in (verdict.findings if verdict else ()) if f.status in OPEN and not f.missing_evidence)
    return {finding.clause_id: finding.precision for finding in findings if finding.precision is not None}


def _facets(result: Result) -> dict[str, tuple[str, ...]]:
    """A case may be in several slices of a facet."""
    return {
        "tag": tuple(sorted(tag.value for tag in result.tags)),
        "market": (result.market or "none",),
        "language": (result.language or UNKNOWN,),
        "tier": (result.tier or UNKNOWN,),
        "channel": result.channels,
        "clause": tuple(sorted(result.gold.violated)),
    }


def group_numbers(rows: Sequence[SummaryRow]) -> NDArray[np.int64]:
    """(rows,): numbers from 0, equal for cases of a group and for repeats of a case."""
    first: dict[str, int] = {}
    return np.array([first.setdefault(row.group, len(first)) for row in rows], dtype=np.int64)


def judged_rows(rows: Iterable[SummaryRow]) -> list[SummaryRow]:
    return [row for row in rows if row.judged and isinstance(row.gold.outcome, Outcome)]


def read_rows(path: Path) -> list[SummaryRow]:
    """Of a run's folder, or of a file that `write_rows` wrote. Raises RunError where there are none."""
    rows = list(_read_file(path)) if path.is_file() else [summary_row(result) for result in RunFolder(path).results()]
    if not rows:
        raise RunError(f"{path} has no results: create some with clausewise eval run --out {path}")
    return rows


def write_rows(path: Path, rows: Sequence[SummaryRow]) -> None:
    """One row per line, compressed; the same rows always produce the same bytes."""
    ordered = sorted(rows, key=lambda row: (row.case_id, row.repeat))
    lines = "".join(f"{json.dumps(_without_content(row), ensure_ascii=False, sort_keys=True)}\n" for row in ordered)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(lines.encode(), mtime=0))


def _without_content(row: SummaryRow) -> dict[str, Any]:
    """Without the reasons and phrases of the label, which a comparison does not need."""
    values: dict[str, Any] = _ROW.dump_python(row, mode="json")
    prediction = values["prediction"] | {"violated": sorted(row.prediction.violated)}
    gold = {name: values["gold"][name] for name in LABEL_FIELDS}
    return values | {"gold": gold, "prediction": prediction, "clauses": sorted(row.clauses)}


def _read_file(path: Path) -> Iterator[SummaryRow]:
    try:
        for line in gzip.decompress(path.read_bytes()).decode().rstrip("\n").split("\n"):
            yield _ROW.validate_python(refuse_former_names(json.loads(line), NEW_NAMES))
    except (OSError, EOFError, ValueError) as error:
        raise RunError(f"{path}: no rows of a run ({error}): write it with clausewise eval baseline") from error
