"""Runs tasks on many cases: in threads, or in processes that each build their own adjudicator."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from agent.adjudicator import Adjudicator
from agent.build import build, for_batches
from agent.judges.model.clause_questions import ClauseAnswerer
from agent.judges.model.judge import CHAT
from agent.media_bank.matching import NO_BANK
from agent.settings import Settings
from domain.errors import OperationError
from eval.answers.recorded import RecordedAnswers
from eval.answers.recording import RecordingAnswerer
from eval.dataset.labelled_case import LabelledCase
from eval.runs.summary_rows import SummaryRow, summary_row
from eval.runs.tasks import AdjudicationTask, RetrievalTask, Task
from signals.sources.file_source import FileSignals

Progress = Callable[[int, int], None]
QUEUED_PER_PROCESS = 2  # so that no process waits for its next case


class WorkerProcessEnded(OperationError):
    """A worker process ended before it completed its case."""


class Job(NamedTuple):
    """`repeat` counts from 0."""

    labelled: LabelledCase
    repeat: int


@dataclass(frozen=True)
class CompletedCase:
    """A result as a line of JSON, and its summary row: both are cheap to send between processes."""

    line: bytes
    row: SummaryRow


@dataclass(frozen=True)
class TaskSpec:
    """Everything that another process needs to build the same task. `answers` replace a model. `record` is a file that
    gets what a model answers. Both are of one process alone."""

    settings: Settings
    judge: str
    signals: FileSignals | None
    retrieval_only: bool = False
    answers: RecordedAnswers | None = None
    record: Path | None = None

    def build_adjudicator(self, progress: Progress | None = None) -> Adjudicator:
        answerer: ClauseAnswerer = self.answers or (RecordingAnswerer(CHAT, self.record) if self.record else CHAT)
        built = build(
            self.settings,
            judge=self.judge,
            signals=self.signals,
            models=self.answers.provider(self.settings.llm) if self.answers else None,
            answerer=answerer,
            judge_only=self.answers is not None,
            progress=progress,
        )
        adjudicator = replace(built.adjudicator, gatherer=replace(built.adjudicator.gatherer, bank=NO_BANK))
        return for_batches(adjudicator)

    def task(self, adjudicator: Adjudicator) -> Task:
        return RetrievalTask(adjudicator) if self.retrieval_only else AdjudicationTask(adjudicator)


@dataclass(frozen=True)
class Executor:
    """`concurrency`: cases in progress in one process. With several `processes`: one case at a time in each."""

    concurrency: int = 2
    processes: int = 1

    def run(self, jobs: Iterable[Job], spec: TaskSpec, adjudicator: Adjudicator) -> Iterator[CompletedCase]:
        """In the order of completion. `adjudicator` is used in this process. Raises WorkerProcessEnded."""
        if self.processes > 1:
            return self._run_in_processes(jobs, spec)
        task = spec.task(adjudicator)
        return self._run_in_threads(jobs, task) if self.concurrency > 1 else (_complete(task, job) for job in jobs)

    def _run_in_threads(self, jobs: Iterable[Job], task: Task) -> Iterator[CompletedCase]:
        with ThreadPoolExecutor(self.concurrency) as pool:
            yield from _as_completed(lambda job: pool.submit(_complete, task, job), jobs, self.concurrency)

    def _run_in_processes(self, jobs: Iterable[Job], spec: TaskSpec) -> Iterator[CompletedCase]:
        context = multiprocessing.get_context("spawn")  # libraries with threads do not survive a fork
        with ProcessPoolExecutor(self.processes, context, _start_worker, (spec,)) as pool:
            queued = self.processes * QUEUED_PER_PROCESS
            try:
                yield from _as_completed(lambda job: pool.submit(_complete_in_worker, job), jobs, queued)
            except BrokenProcessPool as error:
                raise WorkerProcessEnded(
                    "a worker process ended, killed or out of memory: run the command again to resume; fewer "
                    "--processes need less memory"
                ) from error


def _complete(task: Task, job: Job) -> CompletedCase:
    result = task(*job)
    return CompletedCase(result.model_dump_json().encode(), summary_row(result))


def _as_completed(
    submit: Callable[[Job], Future[CompletedCase]], jobs: Iterable[Job], max_queued: int
) -> Iterator[CompletedCase]:
    rest = iter(jobs)
    running = {submit(job) for job in islice(rest, max_queued)}
    while running:
        ended, running = wait(running, return_when=FIRST_COMPLETED)
        running |= {submit(job) for job in islice(rest, len(ended))}
        yield from (future.result() for future in ended)


_worker_task: Task | None = None  # set once per worker process: a pool's initializer can pass it on in no other way


def _start_worker(spec: TaskSpec) -> None:
    global _worker_task  # noqa: PLW0603
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent receives it too, and ends the workers
    Thread(target=_exit_with_parent, daemon=True).start()
    _worker_task = spec.task(spec.build_adjudicator())


def _complete_in_worker(job: Job) -> CompletedCase:
    if _worker_task is None:
        raise RuntimeError("the worker process was not initialised")
    return _complete(_worker_task, job)


def _exit_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
