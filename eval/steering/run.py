"""Decides the cases of pairs by the policies without and with the edit."""

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.build import Clausewise, build, build_embedder, build_models
from agent.corpus import Corpus
from agent.judges.embedded.classifier.cache import export_classifier
from agent.settings import Settings
from domain.base import FrozenModel
from domain.case import Case
from domain.errors import InputError, OperationError
from eval.dataset.dataset import listed_faults
from eval.steering.editing import EditedPolicies, check_cases, edit_policies
from eval.steering.old_limits import find_old_limits
from eval.steering.pair import NumberedPair, Pair, PairError, SteeringCase
from eval.steering.reuse import KnownAnswers, KnownVectors
from eval.steering.scores import CaseScore, Prediction, Summary, summarise
from llm.session import ModelProvider

Progress = Callable[[int, int], None]
MAX_NAMED = 3


class JudgeReport(FrozenModel):
    """What one judge did. `by_change`: the summary of each kind of edit."""

    judge: str
    model: str
    total: Summary
    by_change: dict[str, Summary]
    cases: tuple[CaseScore, ...]


class SteeringReport(FrozenModel):
    """`policies`: the fingerprint of the policies without the edits. `warnings`: what is odd about the pairs."""

    file: str
    policies: str
    warnings: tuple[str, ...] = ()
    judges: tuple[JudgeReport, ...]


@dataclass(frozen=True)
class Steering:
    """The policies without the edits, and what judges of edited ones reuse of them. `concurrency`: cases that are
    decided at the same time. `models` replace the configured ones."""

    settings: Settings
    concurrency: int = 2
    models: ModelProvider | None = None

    def run(
        self, pairs: Sequence[NumberedPair], judges: Sequence[str], file: str, *, progress: Progress
    ) -> SteeringReport:
        """Raises PairError if a pair cannot be applied, before any case is decided, and the errors of `build`."""
        bases = {judge: self._build(self.settings, judge) for judge in judges}
        scores: dict[str, list[CaseScore]] = {judge: [] for judge in judges}
        corpus = next(iter(bases.values())).corpus
        self._embedder.add_corpus(corpus)
        with TemporaryDirectory(prefix="clausewise-steer-") as folder:
            edits = _apply(pairs, corpus, Path(folder))
            warnings = (
                *reworded_warning(edits),
                *(warning for edited in edits for warning in find_old_limits(edited, corpus.library)),
            )
            for done, edited in enumerate(edits, start=1):
                export_classifier(self.settings.data_dir, corpus.training_fingerprint, edited.policies)
                for judge, base in bases.items():
                    new = self._build(_settings_of(edited, self.settings), judge)
                    scores[judge] += self._decide(edited.pair, base, new)
                shutil.rmtree(edited.data_dir)
                progress(done, len(edits))
        reports = tuple(_report(base, scores[judge]) for judge, base in bases.items())
        return SteeringReport(file=file, policies=corpus.library.fingerprint, warnings=warnings, judges=reports)

    @cached_property
    def _embedder(self) -> KnownVectors:
        return KnownVectors(build_embedder(self.settings.embedder))

    @cached_property
    def _known_answers(self) -> KnownAnswers | None:
        models = self.models or build_models(self.settings)
        return KnownAnswers(models) if models is not None else None

    def _build(self, settings: Settings, judge: str) -> Clausewise:
        return build(settings, judge=judge, embedder=self._embedder, models=self._known_answers, judge_only=True)

    def _decide(self, pair: Pair, base: Clausewise, new: Clausewise) -> list[CaseScore]:
        def score(steered: SteeringCase) -> CaseScore:
            return CaseScore(
                pair_id=pair.id,
                change=pair.change,
                case_id=steered.case.id,
                flips=steered.flips,
                right_before=steered.before,
                right_after=steered.after,
                before=_predict(base, steered.case),
                after=_predict(new, steered.case),
            )

        with ThreadPoolExecutor(self.concurrency) as pool:
            return list(pool.map(score, pair.cases))


def _apply(pairs: Sequence[NumberedPair], before: Corpus, folder: Path) -> list[EditedPolicies]:
    """Raises PairError with all that is wrong with the pairs."""
    edits: list[EditedPolicies] = []
    faults: list[str] = []
    for number, pair in enumerate(pairs, start=1):
        try:
            edited = edit_policies(pair, before.settings.policies, folder / str(number))
            faults += check_cases(edited, before.library)
            edits.append(edited)
        except PairError as error:
            faults.append(str(error))
    if faults:
        raise PairError(listed_faults(faults))
    return edits


def reworded_warning(edits: Sequence[EditedPolicies]) -> tuple[str, ...]:
    named = [edited.pair.id for edited in edits if edited.reworded]
    if not named:
        return ()
    listed = ", ".join(named[:MAX_NAMED]) + (f" and {len(named) - MAX_NAMED} more" if len(named) > MAX_NAMED else "")
    text = (
        f"the clauses of {len(named)} of {len(edits)} pairs ({listed}) have been reworded since the pairs were written"
    )
    return (f"{text}: after_text replaced their whole text",)


def _settings_of(edited: EditedPolicies, settings: Settings) -> Settings:
    return settings.model_copy(update={"policies": edited.policies, "data_dir": edited.data_dir})


def _predict(clausewise: Clausewise, case: Case) -> Prediction:
    try:
        verdict = clausewise.adjudicator.decide(case).verdict
    except (InputError, OperationError) as error:
        return Prediction(outcome=None, error=str(error) or type(error).__name__)
    return Prediction(outcome=verdict.outcome, violated=verdict.violated)


def _report(base: Clausewise, scores: Sequence[CaseScore]) -> JudgeReport:
    changes = sorted({score.change for score in scores})
    return JudgeReport(
        judge=base.adjudicator.judge.name,
        model=base.adjudicator.judge.model,
        total=summarise(scores),
        by_change={change: summarise([score for score in scores if score.change == change]) for change in changes},
        cases=tuple(scores),
    )
