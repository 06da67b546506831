"""The examples decided by language models, whoever serves at OPENAI_BASE_URL: `python -m benchmarks.e2e_llm [JUDGE]`.

Every answer, however broken, has to end in a decision that says what was degraded; exit code 1 where one does not.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from agent.adjudicator import NoDecisionLog
from agent.build import Clausewise, build
from agent.settings import read_settings
from cli.input.case_file import read_case
from domain.decision import Decision
from domain.errors import OperationError

EXAMPLES = Path(__file__).parents[1] / "examples"


def main(judge: str = "auto") -> int:
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        clausewise = build(read_settings(data_dir=Path(folder)), NoDecisionLog(), judge=judge)
        for path in sorted(EXAMPLES.glob("*.yaml")):
            lines, fine = _decided(clausewise, path)
            failed += not fine
            print(f"{path.stem}: {next(lines)}", *(f"  {line}" for line in lines), sep="\n", flush=True)
    return 1 if failed else 0


def _decided(clausewise: Clausewise, path: Path) -> tuple[Iterator[str], bool]:
    start = perf_counter()
    try:
        decision = clausewise.adjudicator.decide(read_case(path, 200_000))
    except OperationError as error:
        return iter((f"FAILED: {error}",)), False
    return _told(decision, perf_counter() - start), True


def _told(decision: Decision, seconds: float) -> Iterator[str]:
    trace, usage = decision.trace, decision.trace.usage
    yield decision.verdict.outcome.value
    yield f"{usage.calls} calls, {usage.input_tokens} tokens in, {usage.output_tokens} out, {seconds:.1f} s"
    for share in trace.judge_contributions:
        yield f"{share.judge} settled {len(share.clauses_settled)} of {len(share.clauses_read)}"
    yield f"{len(trace.tool_calls)} tool calls, {len(trace.rejected_quotes)} quotes struck, written by {trace.writer}"
    for degradation in trace.degraded:
        yield f"degraded: {degradation.component}: {degradation.reason}"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
