"""What was measured of posts, which models were fitted, and what is read of a creator."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from cli.views.console import count, echo_file, print_line, print_table, table
from domain.days import date_of
from signals.learning.creator import CreatorReadings
from signals.learning.models import CreatorModels
from signals.quality.measure import Measure
from signals.quality.score.reading import ScoreReading
from signals.reading import Reading

COLUMNS = ("post_id", "name", "value", "confidence", "reason")


def print_measures(rows: Iterable[tuple[str, Measure]]) -> None:
    """In the form of the table `post_measures`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for post, one in rows:
        writer.writerow((post, one.name.value, _number(one.value), _number(one.confidence), one.reason))
    echo_file(text.getvalue())


def measure_values(rows: Iterable[tuple[str, Measure]]) -> Iterator[dict[str, object]]:
    """With the names of the columns of `post_measures`."""
    for post, one in rows:
        values = (post, one.name.value, one.value, one.confidence, one.reason)
        yield dict(zip(COLUMNS, values, strict=True))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def print_models(models: CreatorModels) -> None:
    content, record, behaviour = model_values(models)
    rows = [
        (one["model"], f"{one['decisions']:,}", f"{one['violations']:,}", ", ".join(one["reads"]))
        for one in (content, record, {**behaviour, "reads": [count(len(behaviour["reads"]), "feature")]})
    ]
    print_table(table(("model", "decisions", "violations", "reads"), rows))
    print_line(f"as of {_day(models.content.day)}")


def model_values(models: CreatorModels) -> list[dict[str, Any]]:
    """Of each model: the decisions that it was fitted from, and what it reads."""
    reads = {
        models.content.kind: [part.name for part in models.content.parts],
        models.record.kind: [part.name for part in models.record.parts],
        models.behaviour.kind: list(models.behaviour.features),
    }
    return [
        {"model": one.kind, "decisions": one.labels, "violations": one.positive, "reads": reads[one.kind]}
        | {"as_of": _day(models.content.day)}
        for one in (models.content, models.record, models.behaviour)
    ]


def print_readings(readings: CreatorReadings) -> None:
    print_line(f"{readings.creator_id} as of {_day(readings.content.reading.as_of)}")
    _print_score("Content quality, 0 to 100", readings.content)
    _print_score("Record, 0 to 100", readings.record)
    _print_share("Posts expected to violate", readings.behaviour)
    _print_change(readings.account_change)


def _print_score(title: str, score: ScoreReading) -> None:
    reading = score.reading
    if reading.value is None or reading.interval is None:
        print_line(f"\n{title}: not measured: {reading.not_measured}")
        return
    low, high = reading.interval
    print_line(f"\n{title}: {reading.value:.0f} (95% interval {low:.0f} to {high:.0f})")
    _print_lines(_reasons(reading, 1))
    _print_lines(f"would raise it: {one.text}" for one in score.improvements)
    if reading.not_known:
        print_line(f"  not measured, counts for nothing: {', '.join(reading.not_known)}")


def _print_share(title: str, reading: Reading) -> None:
    if reading.value is None or reading.interval is None:
        print_line(f"\n{title}: not measured: {reading.not_measured}")
        return
    low, high = reading.interval
    print_line(f"\n{title}: {reading.value:.0%} (95% interval {low:.0%} to {high:.0%})")
    _print_lines(_reasons(reading, 100))


def _print_change(reading: Reading) -> None:
    title = "\nChange of the account"
    if reading.value is None:
        print_line(f"{title}: not measured: {reading.not_measured}")
        return
    print_line(f"{title}: {'yes' if reading.reasons else 'none found'} (p = {reading.value:.4f})")
    _print_lines(_reasons(reading, 1))


def _reasons(reading: Reading, scale: float) -> Iterator[str]:
    """`scale`: what one point of the reading is on the scale that is shown."""
    for reason in reading.reasons:
        points = "" if reason.points is None else f"{reason.points * scale:+.1f} "
        posts = f" ({', '.join(reason.evidence[-3:])})" if reason.evidence else ""
        yield f"{points}{reason.code}: {reason.text}{posts}"


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        print_line(f"  {line}")


def _day(day: int) -> str:
    return str(date_of(day))
