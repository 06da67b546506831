"""Tables of `clausewise eval steer`: what the decisions did when the policies changed."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cli.views.console import count, err, out, print_line, print_table, spaced, table

if TYPE_CHECKING:
    from eval.steering.pair import RightVerdict
    from eval.steering.run import JudgeReport, SteeringReport
    from eval.steering.scores import CaseScore, Prediction, Share, Summary

COLUMNS = ("Kind of edit", "Pairs", "Followed", "Ignored", "Changed wrongly", "Unmoved", "Overreacted")
MEANING = (
    "Followed: of the verdicts that should change, those that changed to the right one. "
    "Unmoved: of those that should stay, those that stayed."
)
MAX_LISTED = 30


def warn_of_pairs(report: "SteeringReport") -> None:
    for warning in report.warnings:
        print_line(f"warning: {warning}", err, style="yellow")


def print_steering(report: "SteeringReport", written: Path | None) -> None:
    for judged in report.judges:
        rows = [_row(spaced(change), summary) for change, summary in judged.by_change.items()]
        print_line(f"{judged.judge} ({judged.model})", style="bold")
        print_table(table(COLUMNS, [*rows, _row("all", judged.total)]))
        print_line(f"\n{MEANING}")
        print_line(_in_words(judged.total))
        _print_cases(judged)
        out.print()
    if written is not None:
        print_line(f"{written}: each decision before and after")


def failed_gates(report: "SteeringReport", min_followed: float | None) -> bool:
    """Whether no case could be decided, or a judge follows less than `min_followed`; says so on standard error."""
    failures = [failure for judged in report.judges for failure in _failures(judged, min_followed)]
    for failure in failures:
        print_line(f"FAILED: {failure}", err, style="red")
    return bool(failures)


def _failures(judged: "JudgeReport", min_followed: float | None) -> Iterator[str]:
    total = judged.total
    if total.failed == total.flips + total.others:
        yield f"{judged.judge} could decide no case: {judged.cases[0].error}"
    elif min_followed is not None and total.followed.value is None:
        yield "no case has a right verdict that changes, so there is nothing to follow: add one"
    elif min_followed is not None and (total.followed.value or 0.0) < min_followed:
        yield f"{judged.judge} follows {_share(total.followed)}, below --min-followed {min_followed:g}"


def _row(name: str, summary: "Summary") -> tuple[str, ...]:
    return (
        name,
        str(summary.pairs),
        _share(summary.followed),
        str(summary.ignored),
        str(summary.changed_wrongly),
        _share(summary.unmoved),
        str(summary.overreacted),
    )


def _share(share: "Share") -> str:
    if share.value is None or share.low is None or share.high is None:
        return "none"
    return f"{share.count} of {share.of}, {share.value:.0%} [{share.low:.0%}, {share.high:.0%}]"


def _in_words(total: "Summary") -> str:
    parts = [
        f"Right after the edit: {_share(total.right_after)}.",
        f"Wrong before the edit: {count(total.wrong_before, 'case')}.",
        f"Followed, of those that were right before: {_share(total.followed_if_right_before)}.",
    ]
    if total.failed:
        parts.append(f"Not decided: {count(total.failed, 'case')}.")
    return " ".join(parts)


def _print_cases(judged: "JudgeReport") -> None:
    """Those that did not do as they should."""
    faulty = [score for score in judged.cases if not score.as_it_should]
    rows = [(s.case_id, spaced(s.effect.value), _decisions(s), _right_verdicts(s)) for s in faulty[:MAX_LISTED]]
    if rows:
        out.print()
        print_table(table(("Case", "The decision", "Decided before → after", "Right before → after"), rows))
    if len(faulty) > MAX_LISTED:
        print_line(f"and {count(len(faulty) - MAX_LISTED, 'more case')}; --json lists all")


def _decisions(score: "CaseScore") -> str:
    return score.error or f"{_decided(score.before)} → {_decided(score.after)}"


def _right_verdicts(score: "CaseScore") -> str:
    return f"{_right(score.right_before)} → {_right(score.right_after)}"


def _decided(prediction: "Prediction") -> str:
    return _verdict(prediction.outcome or "", sorted(prediction.violated_clauses))


def _right(right: "RightVerdict") -> str:
    return _verdict(right.outcome, sorted(right.violated))


def _verdict(outcome: str, violated: Sequence[str]) -> str:
    return ", ".join(violated) if violated else spaced(outcome)
