"""How the time of patterns and of the injection detector grows with hostile text: `python -m benchmarks.patterns`."""

import heapq
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import thread_time
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from agent.evidence.prompt_injection.detector import detect_injection
from benchmarks.hostile_texts import PIECES, hostile_texts
from benchmarks.pattern_sources import ANCHORED, FoundPattern, find_patterns, modules
from domain.case import Case, ContentItem
from text.linear_patterns import LinearPattern

SIZES = (1_000, 4_000, 16_000, 64_000)
FAST = 0.3e-6  # CPU seconds a character; a backtracking pattern is slower on one of the texts
FAST_LINEAR = 6e-6  # the same for a LinearPattern, which takes about 3 µs a match
LIMIT = 0.5  # CPU seconds for one text
SHOWN = 5
TRIES = 3
LINEAR_GROWTH = 8.0  # how much longer four times the text may take: 4 is linear, 16 quadratic


class Growth(NamedTuple):
    """CPU seconds for each size up to the first that took `LIMIT`, on the text that begins with `text`."""

    place: str
    text: str
    seconds: tuple[float, ...]

    @property
    def is_linear(self) -> bool:
        steps = zip(self.seconds[-2:], self.seconds[-1:], strict=False)
        return self.seconds[-1] < LIMIT and all(later < LINEAR_GROWTH * earlier for earlier, later in steps)

    def __str__(self) -> str:
        return f"{self.place} on {self.text!r}: {', '.join(f'{seconds * 1000:.1f}' for seconds in self.seconds)} ms"


class _TooLongError(Exception):
    pass


def worse_than_linear(found: FoundPattern, sizes: Sequence[int] = SIZES) -> Growth | None:
    """The growth of a pattern over the two largest sizes on the first text on which it is not linear, or None. A text
    is measured up to `TRIES` times: on a busy machine a linear pattern now and then looks worse."""
    fast = FAST_LINEAR if isinstance(found.pattern, LinearPattern) else FAST
    texts = zip(hostile_texts(found.pattern, sizes[-2]), hostile_texts(found.pattern, sizes[-1]), strict=True)
    suspects = (pair for pair in texts if seconds_on(found, pair[0]) > fast * len(pair[0]))
    growths = (_measured_again(found, pair) for pair in suspects)
    return next((growth for growth in growths if not growth.is_linear), None)


def _measured_again(found: FoundPattern, texts: Sequence[str]) -> Growth:
    """The first growth that is linear, or the last of `TRIES`."""
    growths = [growth_on(found, texts)]
    while len(growths) < TRIES and not growths[-1].is_linear:
        growths.append(growth_on(found, texts))
    return growths[-1]


def growth_on(found: FoundPattern, texts: Sequence[str]) -> Growth:
    """`texts` in the order of their sizes."""
    return Growth(found.place, texts[0][:20], tuple(_ladder(found, texts)))


def _ladder(found: FoundPattern, texts: Sequence[str]) -> Iterator[float]:
    for text in texts:
        seconds = seconds_on(found, text)
        if seconds >= LIMIT:
            yield LIMIT
            return
        yield min(seconds, seconds_on(found, text))


def seconds_on(found: FoundPattern, text: str) -> float:
    """CPU time of the ways in which a pattern is called; `LIMIT` if it takes longer."""
    start = thread_time()
    try:
        with _time_limit(LIMIT):
            _use(found, text)
    except _TooLongError:
        return LIMIT
    return thread_time() - start


def _use(found: FoundPattern, text: str) -> None:
    pattern: Any = found.pattern
    subject = text.encode() if isinstance(pattern.pattern, bytes) else text
    for method in found.methods if found.methods and found.methods <= ANCHORED else ("finditer",):
        used = getattr(pattern, method)(subject)
        sum(1 for _ in (used if method == "finditer" else ()))


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raises `_TooLongError` after some CPU time. A search of `re` looks for signals, so it ends, too."""

    def stop(*_: object) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def main() -> None:
    found, _ = find_patterns(modules())
    table = Table("pattern", "text", *(f"{size:,}" for size in SIZES), title=f"Slowest of {len(found)} patterns, ms")
    for slowest in heapq.nlargest(SHOWN, map(_slowest, found), key=lambda slowest: slowest.seconds):
        growth = _growth(slowest)
        table.add_row(growth.place, repr(growth.text), *(f"{seconds * 1000:.1f}" for seconds in growth.seconds))
    Console().print(table)
    table = Table(
        "text", *(f"{size:,}" for size in SIZES), title="The injection detector on its slowest texts, ms a case"
    )
    for piece in heapq.nlargest(SHOWN, PIECES, key=lambda piece: _detector_seconds(piece, SIZES[2])):
        table.add_row(repr(piece), *(f"{_detector_seconds(piece, size) * 1000:.0f}" for size in SIZES))
    Console().print(table)


class _Slowest(NamedTuple):
    """`number`: of the hostile text on which the pattern takes longest."""

    seconds: float
    number: int
    found: FoundPattern


def _slowest(found: FoundPattern) -> _Slowest:
    texts = hostile_texts(found.pattern, SIZES[2])
    seconds = [min(seconds_on(found, text) for _ in range(2)) for text in texts]
    return _Slowest(max(seconds), seconds.index(max(seconds)), found)


def _growth(slowest: _Slowest) -> Growth:
    texts = [[*hostile_texts(slowest.found.pattern, size)][slowest.number] for size in SIZES]
    return growth_on(slowest.found, texts)


def _detector_seconds(piece: str, size: int) -> float:
    item = ContentItem(id="i", text=piece * (size // len(piece)) + "!")
    case, start = Case(id="c", content=(item,)), thread_time()
    detect_injection(case, ())
    return thread_time() - start


if __name__ == "__main__":
    main()
