"""How well pictures and videos are read and judged: `python -m benchmarks.media`. It reads 80 drawn posts with OCR."""

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table

from agent.evidence.media.opening import open_media_reader
from agent.evidence.media.reader import MediaReader
from agent.quality.shares import wilson
from agent.settings import Settings, read_settings
from benchmarks.media_bank import bank_tables
from benchmarks.media_reader import perfect_answers
from domain.case import Case
from domain.verdict import Outcome
from eval.answers.recorded import RecordedAnswers, read_answers
from eval.dataset.dataset import BUNDLED, Dataset, read_dataset
from eval.dataset.labelled_case import LabelledCase
from eval.runs.folder import RunFolder
from eval.runs.manifest import RunOptions
from eval.runs.result import Result
from eval.runs.run import run

MEDIA = BUNDLED.parent / "media"
Read = tuple[LabelledCase, float]


def main() -> None:
    console = Console()
    with tempfile.TemporaryDirectory() as folder, Console(stderr=True).status("reading pictures") as status:
        settings = read_settings(data_dir=Path(folder) / "data")
        dataset = read_dataset(MEDIA)
        reader = open_media_reader(settings)
        read = [_read(labelled, reader) for labelled in dataset.cases]
        console.print(reading_table(read))
        cases = replace(dataset, cases=tuple(labelled for labelled, _ in read))
        status.update("deciding")
        judged = {"local judge, no model": _run(cases, settings, Path(folder) / "local")}
        answers = perfect_answers(cases.cases, Path(folder) / "answers.jsonl")
        judged["answers that know the truth"] = _run(cases, settings, Path(folder) / "known", read_answers(answers))
        console.print(judging_table(judged))
        status.update("searching the bank")
        for shown in bank_tables():
            console.print(shown)


def _read(labelled: LabelledCase, reader: MediaReader) -> Read:
    """The case with the texts of its media, and the seconds that it took."""
    start = perf_counter()
    case = reader.read(labelled.case).case
    return labelled.model_copy(update={"case": case}), perf_counter() - start


def reading_table(read: Sequence[Read]) -> Table:
    """Of the drawings that a person could read: how many characters are wrong, and how many lines are whole."""
    shown = Table(
        "read", "characters wrong", "lines whole (95% interval)", "median s of a case", title="Text in pictures"
    )
    readable = [(one, s) for one, s in read if one.drawings and all(each.is_readable for each in one.drawings)]
    groups = {
        "pictures": [pair for pair in readable if not pair[0].drawings[0].is_video],
        "videos": [pair for pair in readable if pair[0].drawings[0].is_video],
    }
    for name, pairs in groups.items():
        shown.add_row(
            f"{name}, {len(pairs)}", *_reading_cells([one for one, _ in pairs]), f"{median(s for _, s in pairs):.1f}"
        )
    return shown


def _reading_cells(cases: Sequence[LabelledCase]) -> tuple[str, str]:
    wrong = sum(character_errors(drawn_text(one), read_text(one.case)) for one in cases)
    characters = sum(len(drawn_text(one)) for one in cases)
    lines = [(line, read_text(one.case)) for one in cases for drawing in one.drawings for line in drawing.words]
    whole = sum(_folded(line) in text for line, text in lines)
    return f"{wrong / characters:.1%}", share(whole, len(lines))


def drawn_text(labelled: LabelledCase) -> str:
    return " ".join(_folded(line) for drawing in labelled.drawings for line in drawing.words)


def read_text(case: Case) -> str:
    """Of the media alone, in the order of reading."""
    return " ".join(_folded(item.text) for item in case.content if item.region is not None)


def _folded(text: str) -> str:
    return " ".join(text.split())


def character_errors(right: str, read: str) -> int:
    """Levenshtein's distance: characters to insert, delete or replace."""
    previous: list[int] = [*range(len(read) + 1)]
    for row, wanted in enumerate(right, 1):
        current = [row]
        for column, found in enumerate(read, 1):
            current.append(min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (wanted != found)))
        previous = current
    return previous[-1]


def _run(
    dataset: Dataset, settings: Settings, out: Path, answers: RecordedAnswers | None = None
) -> tuple[Sequence[Result], str]:
    """The results, and Cohen's kappa with its interval."""
    options = RunOptions(judge="cascade" if answers else "local", answers=answers.sha256 if answers else None)
    report = run(dataset, options, settings, out, progress=lambda done, total: None, answers=answers)
    low, high = report.outcome.kappa_ci or (0.0, 0.0)
    return [*RunFolder(out).results()], f"{report.outcome.kappa or 0:.2f} ({low:.2f} to {high:.2f})"


def judging_table(judged: dict[str, tuple[Sequence[Result], str]]) -> Table:
    shown = Table("of the posts", *judged, title="Posts with drawn pictures and videos")
    columns = [_figures(results, kappa) for results, kappa in judged.values()]
    for name in columns[0]:
        shown.add_row(name, *(column[name] for column in columns))
    return shown


def _figures(results: Sequence[Result], kappa: str) -> dict[str, str]:
    violating = [one for one in results if one.gold.outcome is Outcome.VIOLATION]
    compliant = [one for one in results if one.gold.outcome is Outcome.NO_VIOLATION]
    decided = [one for one in results if _outcome(one) is not Outcome.NEEDS_REVIEW]
    return {
        "outcome as labelled": share(sum(_outcome(one) is one.gold.outcome for one in results), len(results)),
        "Cohen's kappa": kappa,
        "decided without a person": share(len(decided), len(results)),
        "of these, as labelled": share(sum(_outcome(one) is one.gold.outcome for one in decided), len(decided)),
        "false positives": share(_count(compliant, Outcome.VIOLATION), len(compliant)),
        "compliant ones sent to a person": share(_count(compliant, Outcome.NEEDS_REVIEW), len(compliant)),
        "violations found": share(_count(violating, Outcome.VIOLATION), len(violating)),
        "violations sent to a person": share(_count(violating, Outcome.NEEDS_REVIEW), len(violating)),
        "missed violations (false negatives)": share(_count(violating, Outcome.NO_VIOLATION), len(violating)),
        "a violated clause named first": share(sum(map(_names_first, violating)), len(violating)),
    }


def _outcome(result: Result) -> Outcome | None:
    return result.decision.verdict.outcome if result.decision else None


def _count(results: Iterable[Result], outcome: Outcome) -> int:
    return sum(_outcome(one) is outcome for one in results)


def _names_first(result: Result) -> bool:
    """As violated, or where a person decides, as the first of the clauses to look at."""
    if result.decision is None:
        return False
    verdict = result.decision.verdict
    named = (*verdict.violated, *verdict.candidates)[:1]
    return bool(named) and any(named[0] in accepted for accepted in result.gold.accepted_sets)


def share(count: int, total: int) -> str:
    low, high = wilson(count, total) or (0.0, 1.0)
    return f"{count} of {total} ({low:.0%} to {high:.0%})"


if __name__ == "__main__":
    main()
