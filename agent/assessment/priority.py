"""How soon a person should look at an account. Links count here and nowhere else."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from agent.assessment.link_lines import ATTENTION, GROUP, group_head
from domain.assessment import AccountReading, PriorityLevel, ReviewPriority
from domain.verdict import Outcome, Reason, Verdict
from signals.links.stored import IDENTIFIER, TWO_RELATIONS, VALID_DAYS, StoredLinks

MIN_ATTENTION = 0.5
MIN_EXPECTED_SHARE = 0.5

Ranked = tuple[PriorityLevel, Reason]


def review_priority(verdict: Verdict, readings: Sequence[AccountReading], links: StoredLinks | None) -> ReviewPriority:
    """`readings` are those of the tools that were called; links that were not read do not count."""
    linked = next((reading for reading in readings if reading.review_only and not reading.not_measured), None)
    from_links = [] if linked is None or links is None else [*_from_links(linked, links)]
    found = [*_from_verdict(verdict), *_from_behaviour(readings), *from_links]
    return ReviewPriority(
        level=max((level for level, _ in found), default=PriorityLevel.NONE),
        reasons=tuple(reason for _, reason in sorted(found, key=lambda one: -one[0])),
        expires_on=linked.as_of + timedelta(days=VALID_DAYS) if linked is not None and from_links else None,
    )


def _from_verdict(verdict: Verdict) -> Iterator[Ranked]:
    if verdict.outcome is Outcome.NEEDS_REVIEW:
        for reason in verdict.review_reasons:
            yield PriorityLevel.NORMAL, Reason(text=reason.text)
    if verdict.outcome is Outcome.VIOLATION:
        yield PriorityLevel.NORMAL, Reason(text=f"{', '.join(verdict.violated)} found to be violated by its check")


def _from_behaviour(readings: Sequence[AccountReading]) -> Iterator[Ranked]:
    for reading in readings:
        if reading.name == "behaviour" and reading.interval and reading.interval[0] >= MIN_EXPECTED_SHARE:
            low, high = reading.interval
            text = f"{low:.0%} to {high:.0%} of the posts are expected to violate, if a person looked at them"
            yield PriorityLevel.NORMAL, Reason(text=text, evidence_ids=tuple(line.id for line in reading.lines))


def _from_links(reading: AccountReading, links: StoredLinks) -> Iterator[Ranked]:
    lines = {line.code: line for line in reading.lines if line.code == ATTENTION}
    groups = [line for line in reading.lines if line.code == GROUP]
    for line, group in zip(groups, links.groups, strict=True):
        if not group.explained and group.support != IDENTIFIER:
            level = PriorityLevel.HIGH if group.support == TWO_RELATIONS else PriorityLevel.NORMAL
            yield level, Reason(text=group_head(group), evidence_ids=(line.id,))
    near = links.attention
    if near is not None and near.priority >= MIN_ATTENTION and ATTENTION in lines:
        line = lines[ATTENTION]
        yield PriorityLevel.NORMAL, Reason(text=line.text, evidence_ids=(line.id,))
