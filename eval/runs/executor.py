"""Many hands: cases decided by threads, or by processes that each join their own parts."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from threading import Thread

from agent.adjudicator import Adjudicator, NoDecisionLog
from agent.build import build
from agent.settings import Settings
from domain.errors import OperationError
from eval.dataset.labelled_case import LabelledCase
from eval.runs.summary_row import Row, row_of
from eval.runs.tasks import AdjudicationTask, Ask, RetrievalTask
from signals.embedded import EmbeddedSignals

Wanted = tuple[LabelledCase, int]
READY = 2  # cases a process has waiting, so that it never waits itself


class ExecutorLost(OperationError):
    """A process ended before its case was decided."""


@dataclass(frozen=True)
class Done:
    """A result as a line of JSON, and the little of it that figures need: what is cheap to hand over."""

    line: bytes
    row: Row


@dataclass(frozen=True)
class Recipe:
    """What is asked, so that another process can join the same parts."""

    settings: Settings
    judge: str
    signals: EmbeddedSignals | None
    retrieval_alone: bool

    def join(self, progress: Callable[[int, int], None] | None = None) -> Adjudicator:
        built = build(self.settings, NoDecisionLog(), judge=self.judge, signals=self.signals, progress=progress)
        return built.adjudicator

    def ask(self, joined: Adjudicator) -> Ask:
        return RetrievalTask(joined) if self.retrieval_alone else AdjudicationTask(joined)


@dataclass(frozen=True)
class Executor:
    """`at_once` cases are under way in one process; or, with several `processes`, one in each."""

    at_once: int = 2
    processes: int = 1

    def decide(self, wanted: Iterable[Wanted], recipe: Recipe, joined: Adjudicator) -> Iterator[Done]:
        """What is wanted, as it gets done. Raises HandsLost."""
        if self.processes > 1:
            return self._by_processes(wanted, recipe)
        ask = recipe.ask(joined)
        return self._by_threads(wanted, ask) if self.at_once > 1 else (done(ask, *one) for one in wanted)

    def _by_threads(self, wanted: Iterable[Wanted], ask: Ask) -> Iterator[Done]:
        with ThreadPoolExecutor(self.at_once) as pool:
            yield from _as_they_come(lambda one: pool.submit(done, ask, *one), wanted, self.at_once)

    def _by_processes(self, wanted: Iterable[Wanted], recipe: Recipe) -> Iterator[Done]:
        context = multiprocessing.get_context("spawn")  # what runs in threads does not live through a fork
        with ProcessPoolExecutor(self.processes, context, _begin, (recipe,)) as pool:
            try:
                yield from _as_they_come(lambda one: pool.submit(_work, *one), wanted, self.processes * READY)
            except BrokenProcessPool as error:
                raise ExecutorLost(
                    "a process that decided cases ended, killed or out of memory: run it again, it goes on where it "
                    "stopped; fewer --processes need less memory"
                ) from error


def done(ask: Ask, labelled: LabelledCase, repeat: int) -> Done:
    result = ask(labelled, repeat)
    return Done(result.model_dump_json().encode(), row_of(result))


def _as_they_come(submit: "Callable[[Wanted], Future[Done]]", wanted: Iterable[Wanted], most: int) -> Iterator[Done]:
    rest = iter(wanted)
    running = {submit(one) for one in islice(rest, most)}
    while running:
        ended, running = wait(running, return_when=FIRST_COMPLETED)
        running |= {submit(one) for one in islice(rest, len(ended))}
        yield from (future.result() for future in ended)


_asks: list[Ask] = []  # the one of this process, once it has begun


def _begin(recipe: Recipe) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, and ends us
    Thread(target=_end_with_parent, daemon=True).start()
    _asks.append(recipe.ask(recipe.join()))


def _work(labelled: LabelledCase, repeat: int) -> Done:
    return done(_asks[0], labelled, repeat)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
