"""Decides the examples with the language models of OPENAI_BASE_URL: `python -m benchmarks.e2e_llm [JUDGE]`.

Every answer of a model, however broken, must lead to a decision that names the degraded components. Exit code 1 where
one does not.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from agent.build import build
from agent.settings import read_settings
from cli.input.case_file import read_case
from cli.input.media_files import with_media_files
from domain.decision import Decision
from domain.errors import OperationError

EXAMPLES = Path(__file__).parents[1] / "examples"
MAX_CONTENT_CHARS = 200_000


def main(judge: str = "auto") -> int:
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        clausewise = build(read_settings(data_dir=Path(folder)), judge=judge)
        for path in sorted(EXAMPLES.glob("*.yaml")):
            start = perf_counter()
            try:
                case = with_media_files(read_case(path, MAX_CONTENT_CHARS), EXAMPLES)
                decision = clausewise.adjudicator.decide(case)
            except OperationError as error:
                failed += 1
                print(f"{path.stem}: FAILED: {error}", flush=True)
            else:
                lines = _describe(decision, perf_counter() - start)
                print(f"{path.stem}: {next(lines)}", *(f"  {line}" for line in lines), sep="\n", flush=True)
    return 1 if failed else 0


def _describe(decision: Decision, seconds: float) -> Iterator[str]:
    trace, usage = decision.trace, decision.trace.usage
    yield decision.verdict.outcome.value
    yield f"{usage.calls} calls, {usage.input_tokens} tokens in, {usage.output_tokens} out, {seconds:.1f} s"
    for one in trace.judge_contributions:
        yield f"{one.judge} settled {len(one.clauses_settled)} of {len(one.clauses_read)} clauses"
    rejected = f"{len(trace.rejected_quotes)} quotes rejected"
    yield f"{len(trace.tool_calls)} tool calls, {rejected}, written by {trace.writer}"
    for degradation in trace.degraded:
        yield f"degraded: {degradation.component}: {degradation.reason}"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
