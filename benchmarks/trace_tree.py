"""Prints the spans that a command sends to a collector beside it: `python -m benchmarks.trace_tree COMMAND`."""

import os
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.collector import Collector, SentSpan, run_collector

LEFT_OUT = ("clausewise.policy.fingerprint",)
USAGE = "usage: python -m benchmarks.trace_tree clausewise adjudicate CASE.yaml"


def main(arguments: list[str]) -> int:
    if not arguments:
        print(USAGE, file=sys.stderr)
        return 2
    with run_collector() as collector:
        environment = {**os.environ, "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url}
        code = subprocess.run(arguments, env=environment, stdout=sys.stderr, check=False).returncode
        print(*lines(collector), sep="\n")
    return code


def lines(collector: Collector) -> Iterator[str]:
    """Each trace as a tree: name, milliseconds, attributes."""
    known = {span.span_id for span in collector.spans}
    for root in _in_order(span for span in collector.spans if span.parent_id not in known):
        yield f"trace {root.trace_id}"
        yield from _tree(collector, root, 1)


def _tree(collector: Collector, span: SentSpan, depth: int) -> Iterator[str]:
    shown = "  ".join(f"{name}={value}" for name, value in span.attributes.items() if name not in LEFT_OUT)
    milliseconds = (span.end_ns - span.start_ns) / 1e6
    yield f"{'  ' * depth}{span.name}  {milliseconds:.1f} ms  {shown}".rstrip()
    for child in _in_order(one for one in collector.spans if one.parent_id == span.span_id):
        yield from _tree(collector, child, depth + 1)


def _in_order(spans: Iterator[SentSpan]) -> list[SentSpan]:
    return sorted(spans, key=lambda span: (span.start_ns, span.span_id))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
