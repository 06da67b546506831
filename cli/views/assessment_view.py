"""What an assessment says of an account beside the verdict: who should look, what was read, and reasons."""

from collections.abc import Iterable, Iterator

from rich.console import RenderableType

from cli.views.console import Text, bullets, section
from domain.assessment import PRIORITY_WORDS, READING_TITLES, AccountEvidence, AccountReading, Assessment
from domain.verdict import Reason

MAX_POSTS = 3


def assessment_blocks(assessment: Assessment) -> Iterator[RenderableType]:
    priority = assessment.priority
    until = f" (until {priority.expires_on})" if priority.expires_on else ""
    yield section(f"Review priority: {PRIORITY_WORDS[priority.level]}{until}", bullets(_reasons(priority.reasons)))
    yield from reading_blocks(assessment.readings)
    for title, reasons in (
        ("What speaks for a violation", assessment.reasons_for),
        ("What speaks against one", assessment.reasons_against),
    ):
        if reasons:
            yield section(title, bullets(_reasons(reasons)))
    if assessment.not_known:
        yield section("Not known; it counts neither for nor against", bullets(assessment.not_known))
    if assessment.for_a_person:
        yield Text(f"A person alone decides on {', '.join(assessment.for_a_person)}.")


def reading_blocks(readings: Iterable[AccountReading]) -> Iterator[RenderableType]:
    """What tools read of an account, line by line."""
    for reading in readings:
        yield section(_title(reading), bullets(_lines(reading)))


def _title(reading: AccountReading) -> str:
    name = READING_TITLES[reading.name]
    only = ", for review only" if reading.review_only else ""
    if reading.value is None:
        return f"{name}{only}: not measured: {reading.not_measured}"
    interval = f" (95% interval {reading.interval[0]:.3g} to {reading.interval[1]:.3g})" if reading.interval else ""
    return f"{name}{only}: {reading.value:.3g}{interval}"


def _lines(reading: AccountReading) -> list[str]:
    return [f"{line.id} {_points(line)}{line.text}{_posts(line)}" for line in reading.lines]


def _points(line: AccountEvidence) -> str:
    return "" if line.points is None else f"{line.points:+.2f} "


def _posts(line: AccountEvidence) -> str:
    shown = [post for post in line.posts if post not in line.text]
    more = f" and {len(shown) - MAX_POSTS} more" if len(shown) > MAX_POSTS else ""
    return f" [{', '.join(shown[:MAX_POSTS])}{more}]" if shown else ""


def _reasons(reasons: tuple[Reason, ...]) -> list[str]:
    return [
        " ".join([one.text, *([f"[{', '.join(one.evidence_ids)}]"] if one.evidence_ids else [])]) for one in reasons
    ]
