"""`clausewise adjudicate`: decides one case, or the cases of JSON Lines one after the other."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import EXIT_BAD_INPUT, report_errors
from cli.input.options import AsJson, AsOf, CreatorId, Judge, JudgeName, Market, MediaDir, Policies

if TYPE_CHECKING:
    from agent.build import Clausewise
    from agent.settings import Settings
    from cli.input.case_lines import CaseLine
    from domain.case import Case
    from domain.decision import Decision
    from store.decision_log import StoreDecisionLog

ACTOR = "command line"
CaseFile = Annotated[
    Path | None,
    typer.Argument(metavar="CASE", help="A case in YAML or JSON, or a .jsonl of cases; - reads standard input."),
]


def adjudicate(
    case_file: CaseFile = None,
    text: Annotated[str | None, typer.Option(help="The text to decide, instead of a case file.")] = None,
    creator_id: CreatorId = None,
    market: Market = None,
    as_of: AsOf = None,
    judge: Judge = JudgeName.AUTO,
    policies: Policies = None,
    media_dir: MediaDir = None,
    as_json: AsJson = False,
) -> None:
    """Decide a case clause by clause and print the decision with its evidence.

    Of JSON Lines, one case a line, each decision is one line, in the order of the cases and as soon as it is made. A
    line that is no valid case is named on standard error, and the others are decided; the exit code is 2 then. Media
    that are files are read from the folder of the case file, or from --media-dir, and from nowhere else. What ends
    the run early, such as a full disk, has exit code 1.
    """
    with report_errors():
        from agent.settings import read_settings
        from cli.input.media_files import media_folder
        from cli.traced import traced

        settings = read_settings(policies=policies)
        fields = {"creator_id": creator_id, "market": market}
        overrides = {name: value for name, value in fields.items() if value is not None}
        with traced():
            folder = media_folder(case_file, media_dir)
            given = _given(settings, case_file, text, overrides)
            with _opened(settings, judge, as_of, folder) as decider:
                failed = _decide(decider, given, as_json)
    if failed:
        raise typer.Exit(EXIT_BAD_INPUT)


def _given(
    settings: "Settings", case_file: Path | None, text: str | None, overrides: dict[str, str]
) -> "Case | Iterator[CaseLine]":
    from cli.input.case_file import CaseFileError, case_from_text, read_case
    from cli.input.case_lines import is_many, read_cases

    if case_file is not None and text is None:
        read = read_cases if is_many(case_file) else read_case
        return read(case_file, settings.max_content_chars, **overrides)
    if text is not None and case_file is None:
        return case_from_text(text, settings.max_content_chars, **overrides)
    raise CaseFileError(
        "give either a case file or --text, and not both, such as: clausewise adjudicate examples/turmeric.yaml"
    )


@dataclass(frozen=True)
class Decider:
    clausewise: "Clausewise"
    log: "StoreDecisionLog"
    as_of: date | None
    folder: Path | None

    def decide(self, case: "Case") -> "Decision":
        """The media of the case that are files are looked up in the folder of the case."""
        from cli.input.media_files import with_media_files
        from cli.views.console import progress

        case = with_media_files(case, self.folder)
        with progress("Deciding"):
            return self.clausewise.adjudicator.decide(case, self.as_of, decision_log=self.log)

    def as_judged(self, case: "Case", decision: "Decision") -> "Case":
        """With what was read in its media."""
        stored = self.log.store.get(decision.decision_id) if case.media else None
        return stored.case if stored else case


@contextmanager
def _opened(settings: "Settings", judge: str, as_of: date | None, folder: Path | None) -> Iterator[Decider]:
    from agent.build import build
    from agent.open_stores import open_decision_store
    from cli.views.console import progress
    from cli.views.decision_view import print_interrupted
    from store.decision_log import StoreDecisionLog

    with open_decision_store(settings) as store:
        print_interrupted(store.in_flight.interrupted())
        with progress("Loading policies") as advance:
            clausewise = build(settings, judge=judge, progress=advance)
        yield Decider(clausewise, StoreDecisionLog(store, ACTOR), as_of, folder)


def _decide(decider: Decider, given: "Case | Iterator[CaseLine]", as_json: bool) -> int:
    """Prints the decision of the case, or of each line; returns the number of lines that were not decided."""
    from itertools import chain, islice

    from domain.case import Case

    if isinstance(given, Case):
        _print_one(decider, given, as_json)
        return 0
    if as_json:
        return _decide_lines(decider, given, as_json)
    first = [*islice(given, 2)]  # a single case is shown to people in full
    if len(first) == 1 and first[0].case is not None:
        _print_one(decider, first[0].case, as_json)
        return 0
    return _decide_lines(decider, chain(first, given), as_json)


def _print_one(decider: Decider, case: "Case", as_json: bool) -> None:
    from cli.views.console import echo_json, out
    from cli.views.decision_line import print_warnings
    from cli.views.decision_view import print_decision

    decision = decider.decide(case)
    if as_json:
        print_warnings(decision)
        echo_json(decision.model_dump_json(indent=2))
    else:
        print_decision(
            out,
            decider.as_judged(case, decision),
            decision,
            decider.clausewise.corpus.library.clauses_of_decision(decision),
        )


def _decide_lines(decider: Decider, lines: "Iterable[CaseLine]", as_json: bool) -> int:
    from cli.views.console import err, print_line, print_result
    from cli.views.decision_line import decision_line, print_warnings
    from domain.errors import InputError

    failed = 0
    for line in lines:
        problem = line.problem
        try:
            if line.case is not None:
                decision = decider.decide(line.case)
                print_warnings(decision, f"line {line.number}: ")
                print_result(decision_line(line.number, decision), decision, as_json=as_json)
        except InputError as error:
            problem = str(error)
        if problem:
            failed += 1
            print_line(f"clausewise: line {line.number}: {'; '.join(problem.splitlines())}", err)
    return failed
