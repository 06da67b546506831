"""Reasons for and against a violation, and what is not known, by fixed rules from what the tools read."""

from collections.abc import Sequence

from agent.assessment.account_reader import AccountReader
from domain.assessment import AccountReading, Significance
from domain.verdict import Reason
from signals.quality.measure import CODES

MAX_REASONS = 8
MAX_ADVICE = 4
MIN_POINTS = 1.0  # of a score from 0 to 100: less is noise of the detectors
COPY = "COPY_OF_ANOTHER"
ORDER = ("account_change", "copies", "low_effort", "timeline", "behaviour", "content_quality", "record")
"""What the account did comes before what a model expects of it."""
SCORES = ("content_quality", "record")


def reasons_towards(significance: Significance, readings: Sequence[AccountReading]) -> tuple[Reason, ...]:
    """One reason a line, without those about other accounts: they order reviews alone. What changes a score by less
    than a point is none."""
    lines = [
        Reason(text=f"{_label(reading)}: {line.text}", evidence_ids=(line.id,))
        for reading in sorted((one for one in readings if not one.review_only), key=lambda one: ORDER.index(one.name))
        for line in reading.lines
        if line.significance is significance and (reading.name not in SCORES or abs(line.points or 0) >= MIN_POINTS)
    ]
    return tuple(lines[:MAX_REASONS])


def not_known(readings: Sequence[AccountReading]) -> tuple[str, ...]:
    """Each counts neither for nor against."""
    missing = [f"{_label(one)}: {one.not_measured}" for one in readings if one.not_measured and not one.review_only]
    parts = [
        f"{_label(one)}: not measured: {', '.join(one.not_known)}"
        for one in readings
        if one.not_known and not one.review_only
    ]
    return (*missing, *parts)


def advice_codes(reader: AccountReader) -> tuple[str, ...]:
    """What the creator can change in their own posts, the most useful first: copies, then what would raise the score of
    the content, or without a model the signs of low effort that most posts show."""
    copied = any(copy.is_ordered for copy in reader.copies)
    codes = [COPY] if copied else []
    learned = reader.learned
    if isinstance(learned, str):
        signs = [sign for found in reader.low_effort.posts.values() for sign in found]
        codes += [CODES[sign] for sign in sorted(set(signs), key=lambda sign: (-signs.count(sign), sign))]
    else:
        improvements = (*learned.content.improvements, *learned.record.improvements)
        codes += [one.code for one in improvements if copied or one.code != COPY]
    return tuple(dict.fromkeys(codes))[:MAX_ADVICE]


def _label(reading: AccountReading) -> str:
    return reading.name.replace("_", " ")
