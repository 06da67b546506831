"""Reads decisions, appeals and the audit sample of the warehouse as of a day, with the groups of their creators."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.errors import InputError
from insights.estimate import Floats
from insights.fairness.grouping import DIMENSIONS, group_labels
from insights.fairness.measures import LabelledCases, Measure, MeasureRows, Texts, labelled_measures
from insights.fairness.report import MIN_GROUP, FairnessReport, fairness_report
from warehouse.engines.base import Engine

SQL = Path(__file__).parent / "sql"
DAYS = 90
AUDIT = "random audit, weighted by views"
REVIEWED = "decisions that a person looked at, by review or appeal"
ALL = "all violations found"
CLOSED = "appeals that were closed"
Found = dict[str, NDArray[Any]]

OVERTURNED = Measure("overturn_rate", "Appeals that were won", CLOSED, "higher")
APPEALED = Measure("appeal_rate", "Violations that were appealed", ALL, "higher")
REVIEWED_PRECISION = Measure("reviewed_precision", "Violations found that people confirmed", REVIEWED, "lower")
REVIEWED_FALSE_POSITIVES = Measure(
    "reviewed_false_positive_rate",
    "Compliant cases, among those reviewed, that were called violations",
    REVIEWED,
    "higher",
)


def warehouse_fairness(
    engine: Engine, day: int, dimensions: Sequence[str] = (), days: int = DAYS, min_group: int = MIN_GROUP
) -> FairnessReport:
    """Of what was decided in the `days` that end with `day`; `dimensions` as in DIMENSIONS, none for all of them.
    Raises InputError."""
    chosen = require_dimensions(dimensions)
    if days < 1:
        raise InputError("the number of days is at least 1")
    parameters = {"day": day, "days": days}
    decisions = engine.columns((SQL / "decisions.sql").read_text(encoding="utf-8"), parameters)
    audited = _audit(engine, parameters)
    if not len(decisions["decision_id"]):
        raise InputError(f"no decision was made in the {days} days up to this day: choose another --day or more --days")
    rows = [*_audit_rows(audited, chosen), *_decision_rows(decisions, chosen)]
    cannot_say = (*_audit_gaps(audited), *_decision_gaps(decisions), *_grouping_notes(chosen))
    return fairness_report(rows, f"warehouse, {days} days", cannot_say, min_group)


def require_dimensions(names: Sequence[str]) -> tuple[str, ...]:
    """Raises InputError."""
    if unknown := [name for name in names if name not in DIMENSIONS]:
        raise InputError(f"there is no group {unknown[0]}: the groups are {', '.join(DIMENSIONS)}")
    return tuple(dict.fromkeys(names)) or DIMENSIONS


def _audit(engine: Engine, parameters: dict[str, int]) -> Found | None:
    """None where the warehouse has no audit sample."""
    if not engine.stored_columns("audit_items"):
        return None
    found = engine.columns((SQL / "audit.sql").read_text(encoding="utf-8"), parameters)
    return found if len(found["audit_id"]) else None


def _audit_rows(audited: Found | None, dimensions: Sequence[str]) -> tuple[MeasureRows, ...]:
    if audited is None:
        return ()
    outcome = audited["outcome"]
    truth: Floats = np.select([outcome == "violation", outcome == "no_violation"], [1.0, 0.0], np.nan)
    cases = LabelledCases(
        np.asarray(audited["flagged"] == 1),
        truth,
        audited["weight"].astype(np.float64),
        audited["creator_id"],
        group_labels(audited, dimensions),
    )
    return labelled_measures(cases, AUDIT)


def _decision_rows(found: Found, dimensions: Sequence[str]) -> tuple[MeasureRows, ...]:
    labels = group_labels(found, dimensions)
    flagged, reviewed = found["first_outcome"] == "violation", by_person(found)
    compliant, violation = found["outcome"] == "no_violation", found["outcome"] == "violation"
    won, lost = found["appeal_result"] == "overturned", found["appeal_result"] == "upheld"
    appealed = ~np.isnan(found["appealed_at"].astype(np.float64))
    parts: tuple[tuple[Measure, Any, Any], ...] = (
        (REVIEWED_PRECISION, violation, flagged & reviewed & (violation | compliant)),
        (REVIEWED_FALSE_POSITIVES, flagged, reviewed & compliant),
        (OVERTURNED, won, flagged & (won | lost)),
        (APPEALED, appealed, flagged),
    )
    return tuple(_rows(measure, counted, among, found["creator_id"], labels) for measure, counted, among in parts)


def by_person(found: Found) -> NDArray[np.bool_]:
    """Whether a person looked at the decision, in a review or in an appeal that was closed on its merits."""
    reviewed = ~np.isnan(found["reviewed_at"].astype(np.float64))
    closed = (found["appeal_result"] == "upheld") | (found["appeal_result"] == "overturned")
    return np.asarray(reviewed | closed)


def _rows(measure: Measure, counted: Any, among: Any, unit: Texts, labels: dict[str, Texts]) -> MeasureRows:
    weight = np.asarray(among, np.float64)
    return MeasureRows(measure, weight * np.asarray(counted, np.float64), weight, unit, labels)


def _audit_gaps(audited: Found | None) -> tuple[str, ...]:
    if audited is None:
        return (
            "No false-positive rate and no rate of missed violations of the platform: they need labels of what was not "
            "flagged. Load a random audit (the table audit_items).",
        )
    unlabelled = sum(outcome is None for outcome in audited["outcome"].tolist())
    notes = ["Rates of the audit are by views: a case that many people saw counts more."]
    if unlabelled:
        notes.append(f"{unlabelled:,} of {len(audited['outcome']):,} audited cases have no label yet and are left out.")
    return tuple(notes)


def _decision_gaps(found: Found) -> tuple[str, ...]:
    flagged = found["first_outcome"] == "violation"
    seen, total = int((flagged & by_person(found)).sum()), int(flagged.sum())
    pending = (
        flagged & ~np.isnan(found["appealed_at"].astype(np.float64)) & np.isnan(found["closed_at"].astype(np.float64))
    )
    return (
        f"Reviewed rates rest on the {seen:,} of {total:,} violations found that a person looked at, and are not the "
        "platform's: what is reviewed is not chosen at random.",
        "Appeals that were won show the mistakes that creators contest. Groups that appeal less hide more of them.",
        *([f"{int(pending.sum()):,} appeals are open and count in neither way."] if pending.any() else []),
    )


def _grouping_notes(dimensions: Sequence[str]) -> tuple[str, ...]:
    if "size" not in dimensions:
        return ()
    return (
        "Size is by views of the 28 days before each case, in quarters of these cases, so that reports of other "
        "days have other limits.",
    )
