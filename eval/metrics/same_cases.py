"""Whether two runs are of the same cases: by id, content and label."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.errors import InputError
from eval.runs.summary_rows import LABEL_FIELDS, SummaryRow

MAX_LISTED_IDS = 5
Rows = Sequence[SummaryRow]


class DifferentCases(InputError):
    """The runs are of different cases. The message says what differs."""


@dataclass(frozen=True)
class CaseDifferences:
    """Ids of cases: `common` have the same content and label in both runs. A baseline of an older version does not know
    the content."""

    common: tuple[str, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    other_content: tuple[str, ...]
    other_label: tuple[str, ...]

    def __str__(self) -> str:
        parts = (
            (self.only_before, "only in the baseline"),
            (self.only_after, "only in this run"),
            (self.other_content, "with other content"),
            (self.other_label, "with another label"),
        )
        return ", ".join(f"{len(ids):,} {what} ({_listed(ids)})" for ids, what in parts if ids)


def case_differences(before: Rows, after: Rows) -> CaseDifferences:
    old, new = ({row.case_id: row for row in rows} for rows in (before, after))
    both = [name for name in old if name in new]
    content = [name for name in both if _differ(old[name].case_sha256, new[name].case_sha256)]
    label = [name for name in both if _label(old[name]) != _label(new[name]) and name not in {*content}]
    changed = {*content, *label}
    return CaseDifferences(
        common=tuple(name for name in both if name not in changed),
        only_before=tuple(name for name in old if name not in new),
        only_after=tuple(name for name in new if name not in old),
        other_content=tuple(content),
        other_label=tuple(label),
    )


def comparable_rows(before: Rows, after: Rows, *, common: bool) -> tuple[Rows, Rows]:
    """The rows of both runs: all of them if they are of the same cases; with `common`, those of their common cases.
    Raises DifferentCases."""
    found = case_differences(before, after)
    if not str(found):
        return before, after
    if not found.common:
        raise DifferentCases(f"the runs have no case in common: {found}; run both on the same dataset")
    if not common:
        remedy = f"--common compares the {len(found.common):,} that are equal"
        raise DifferentCases(f"the runs are of different cases: {found}; run both on the same dataset ({remedy})")
    equal = {*found.common}
    return [row for row in before if row.case_id in equal], [row for row in after if row.case_id in equal]


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and one != other


def _label(row: SummaryRow) -> tuple[object, ...]:
    return tuple(getattr(row.gold, name) for name in LABEL_FIELDS)


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(ids[:MAX_LISTED_IDS]) + (", …" if len(ids) > MAX_LISTED_IDS else "")
