"""Past cases to decide again, from the decision log or from a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from agent.backtest.backtest import FailedCase
from agent.backtest.policy_version import PastCase
from cli.input.case_file import STANDARD_INPUT, CaseFileError, read_past_case, read_standard_input
from cli.input.case_lines import past_case_from_line
from domain.errors import OperationError

if TYPE_CHECKING:
    from store.decisions import DecisionStore

MAX_STANDARD_INPUT_BYTES = 256 * 1024**2  # held in memory


@dataclass(frozen=True)
class PastCases:
    """`cases` yields `total` cases, read one by one."""

    total: int
    cases: Iterator[PastCase | FailedCase]


def from_decision_log(store: "DecisionStore", limit: int) -> PastCases:
    """The newest decisions, each with the policies, the day and the creator signals it was made with."""
    ids = [summary.decision_id for summary in store.list(limit)]
    return PastCases(len(ids), (_from_decision(store, decision_id) for decision_id in ids))


def from_file(path: Path, limit: int, max_chars: int) -> PastCases:
    """The case of a YAML or JSON file, or the cases of a .jsonl file or of standard input (`-`) with one case per
    line."""
    if path == STANDARD_INPUT:
        given = [line for line in read_standard_input(MAX_STANDARD_INPUT_BYTES).split(b"\n") if line.strip()][:limit]
        named = (_from_line(f"stdin:{number}", line, max_chars) for number, line in enumerate(given, start=1))
        return PastCases(len(given), named)
    if path.suffix.lower() != ".jsonl":
        return PastCases(1, iter((PastCase(path.name, read_past_case(path, max_chars)),)))
    try:
        with path.open("rb") as lines:
            total = sum(1 for line in lines if line.strip())
    except OSError as error:
        raise CaseFileError(f"{path}: {error.strerror}: give the path of a case, or of a .jsonl of cases") from error
    return PastCases(min(total, limit), islice(_from_lines(path, max_chars), limit))


def _from_decision(store: "DecisionStore", decision_id: str) -> PastCase | FailedCase:
    try:
        stored = store.get(decision_id)
    except OperationError as error:
        return FailedCase(decision_id, str(error))
    if stored is None:
        return FailedCase(decision_id, "it was deleted in the meantime: run the command again")
    decision = stored.decision
    return PastCase(decision_id, stored.case, decision.trace.as_of, decision.evidence.signals, decision.verdict.outcome)


def _from_lines(path: Path, max_chars: int) -> Iterator[PastCase | FailedCase]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _from_line(f"{path.name}:{number}", line, max_chars)


def _from_line(name: str, line: bytes, max_chars: int) -> PastCase | FailedCase:
    try:
        return PastCase(name, past_case_from_line(name, line, max_chars))
    except CaseFileError as error:
        return FailedCase(name, str(error))
