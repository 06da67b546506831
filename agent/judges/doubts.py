"""When the embedded judge should not decide alone: a post of a few words, and letters in disguise."""

import re
from collections.abc import Iterable
from dataclasses import replace

from agent.judges.base import JudgeInput, JudgeOutput
from domain.clause import ClauseKind
from domain.finding import DraftFinding, FindingStatus
from domain.verdict import ReviewCode, ReviewReason

# "Use my code ANNA10" and "link in bio" resemble examples of many rules. No such post is among the labelled cases.
MIN_JUDGED_WORDS = 5
WORD = re.compile(r"\w+(?:['\u2019]\w+)*")
FIRST_SCRIPT_WITHOUT_SPACES = "\u0e00"
DISGUISED_SHARE = 0.5  # of the threshold: from here on, disguised content is not called compliant

TOO_SHORT = ReviewReason(
    code=ReviewCode.TOO_SHORT,
    text=f"The post has fewer than {MIN_JUDGED_WORDS} words, which is too little to call it a violation: look at the "
    "complete post, or add its other texts.",
)


def with_doubts(output: JudgeOutput, judge_input: JudgeInput) -> JudgeOutput:
    """A violation in too few words is unclear. Disguised letters in content near a violation require review."""
    clauses = judge_input.clauses
    rules = (f for f in output.findings if clauses[f.clause_id].kind is ClauseKind.RULE)
    probability = max((finding.probability for finding in rules), default=0.0)
    if probability >= output.threshold and _is_short(judge_input):
        findings = tuple(_unsure(finding, output.threshold) for finding in output.findings)
        return replace(output, findings=findings, review_reasons=(TOO_SHORT, *output.review_reasons))
    disguised = [item_id for item_id, reading in judge_input.readings.items() if reading.disguised]
    if disguised and DISGUISED_SHARE * output.threshold <= probability < output.threshold:
        return replace(output, review_reasons=(*output.review_reasons, _disguised(disguised)))
    return output


def _is_short(judge_input: JudgeInput) -> bool:
    """False where only a part of the post is judged."""
    return bool(judge_input.readings) and _word_count(judge_input.read_texts.values()) < MIN_JUDGED_WORDS


def _word_count(texts: Iterable[str]) -> int:
    """In a script without spaces, each character counts."""
    words = (word for text in texts for word in WORD.findall(text))
    return sum(len(word) if word[0] >= FIRST_SCRIPT_WITHOUT_SPACES else 1 for word in words)


def _unsure(finding: DraftFinding, threshold: float) -> DraftFinding:
    """With a probability of at most the threshold, so that a model that understands the words may decide."""
    unclear = {"status": FindingStatus.UNCLEAR} if finding.status is FindingStatus.VIOLATED else {}
    return finding.model_copy(update={"probability": min(finding.probability, threshold), **unclear})


def _disguised(item_ids: list[str]) -> ReviewReason:
    named = ", ".join(item_ids[:3])
    text = f"Item {named} has disguised letters, and what they seem to say is close to a violation."
    return ReviewReason(code=ReviewCode.DISGUISED_LETTERS, text=text)
