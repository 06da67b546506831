"""The examples decided by language models, whoever serves at OPENAI_BASE_URL: `python -m benchmarks.e2e_llm [JUDGE]`.

Every answer, however broken, has to end in a decision that says what was degraded; exit code 1 where one does not.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

from agent.adjudicator import Unrecorded
from agent.build import Clausewise, build
from agent.settings import read_settings
from cli.case_file import read_case
from domain.decision import Decision
from domain.errors import OperationError

EXAMPLES = Path(__file__).parents[1] / "examples"
HEAD = ("example", "outcome", "settled by", "calls", "tokens in", "out", "tools", "struck", "wrote", "s", "degraded")


def main(judge: str = "auto") -> int:
    console, failed = Console(), 0
    with tempfile.TemporaryDirectory() as folder:
        clausewise = build(read_settings(data_dir=Path(folder)), Unrecorded(), judge=judge)
        table = Table(*HEAD, title=f"judge {judge}")
        for path in sorted(EXAMPLES.glob("*.yaml")):
            row, fine = _row(clausewise, path)
            failed += not fine
            table.add_row(path.stem, *row)
    console.print(table)
    return 1 if failed else 0


def _row(clausewise: Clausewise, path: Path) -> tuple[list[str], bool]:
    start = perf_counter()
    try:
        decision = clausewise.adjudicator.decide(read_case(path, 200_000))
    except OperationError as error:
        return [f"failed: {error}"], False
    return [*_told(decision), f"{perf_counter() - start:.1f}", _degraded(decision)], True


def _told(decision: Decision) -> Iterator[str]:
    trace, usage = decision.trace, decision.trace.usage
    yield decision.verdict.outcome.value
    yield ", ".join(f"{share.judge} {len(share.settled)}/{len(share.read)}" for share in trace.shares) or trace.judge
    for number in (usage.calls, usage.input_tokens, usage.output_tokens, len(trace.tool_calls)):
        yield str(number)
    yield str(len(trace.struck_quotes))
    yield trace.writer


def _degraded(decision: Decision) -> str:
    return "; ".join(f"{d.part}: {d.reason}" for d in decision.trace.degraded)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
