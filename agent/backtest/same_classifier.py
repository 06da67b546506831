"""Other policies, judged by what the embedded judge learned from the old ones."""

from dataclasses import replace

from agent.build import Clausewise
from agent.build_judge import build_local_judge
from agent.judge_registry import JudgeRegistry


def with_classifier_of(old: Clausewise, new: Clausewise) -> Clausewise:
    """The new policies, judged by the embedded judge with the classifier that was trained on the old ones."""
    classifier = build_local_judge(old.corpus).classifier
    local_judge = replace(build_local_judge(new.corpus), classifier=classifier)
    judge = JudgeRegistry(lambda: local_judge, new.corpus.index, new.corpus.settings.llm).judge("local")
    return replace(new, adjudicator=replace(new.adjudicator, judge=judge, local_judge=judge))
