"""Makes the sample of the labels, assesses its accounts, and reports."""

from collections.abc import Callable
from pathlib import Path

from agent.assessment.opening import build_assessor
from agent.build import build
from agent.settings import Settings
from eval.assessments.labels import AccountLabels
from eval.assessments.report import AssessmentReport, figures
from eval.assessments.running import run_labels
from eval.assessments.sample import prepare_sample

Progress = Callable[[int, int], None]


def evaluate(
    settings: Settings, labels: AccountLabels, file: str, folder: Path, judge: str, progress: Progress
) -> AssessmentReport:
    """`folder`: the data folder of the sample, which may be new. `settings` name the policies and the models that write
    reasons. Raises LlmError, and what `prepare_sample` raises."""
    clausewise = build(settings, judge="rules")
    assessor = build_assessor(settings, clausewise, judge)
    folder.mkdir(parents=True, exist_ok=True)
    sample = prepare_sample(settings, folder, labels, progress)
    results = run_labels(assessor, sample, labels, progress)
    found = figures(results)
    return AssessmentReport(
        file=file,
        sample=labels.head,
        judge=judge,
        policies=clausewise.corpus.library.fingerprint,
        models_as_of=sample.models_as_of,
        why_no_models=sample.why_no_models,
        **dict(found),
    )
