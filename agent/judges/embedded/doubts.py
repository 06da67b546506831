"""When the embedded judge should not decide alone: a few words, letters in disguise, and words in another language."""

import re
from collections.abc import Iterable
from dataclasses import replace

from agent.judges.base import JudgeInput, JudgeOutput
from agent.judges.embedded.language import UNKNOWN, doubtful_language, word_count
from agent.judges.embedded.stance import may_be_denied
from domain.clause import ClauseKind
from domain.finding import DraftFinding, FindingStatus
from domain.verdict import ReviewCode, ReviewReason

# "Use my code ANNA10" and "link in bio" resemble examples of many rules. No such post is among the labelled cases.
MIN_JUDGED_WORDS = 5
WORD = re.compile(r"\w+(?:['\u2019]\w+)*")
# Addresses, tags, names of accounts, numbers and codes say nothing by themselves.
NO_WORD = re.compile(r"(?:https?://|www\.)\S+|[@#\uff03]\w+|\b\w*[0-9]\w*\b")
DISGUISED_SHARE = 0.5  # of the threshold: from here on, disguised content is not called compliant

TOO_SHORT = ReviewReason(
    code=ReviewCode.TOO_SHORT,
    text=f"The post has fewer than {MIN_JUDGED_WORDS} words besides links, tags and codes, which is too little to call "
    "it a violation: look at the complete post, or add its other texts.",
)


def with_doubts(output: JudgeOutput, judge_input: JudgeInput, languages: frozenset[str] | None = None) -> JudgeOutput:
    """A violation in too few words is unclear, and so is one by a sentence that may be denied. Disguised letters in
    content near a violation require review, and so does content below the threshold that may be in none of `languages`
    (None: all are read)."""
    clauses = judge_input.clauses
    rules = (f for f in output.findings if clauses[f.clause_id].kind is ClauseKind.RULE)
    probability = max((finding.probability for finding in rules), default=0.0)
    if probability >= output.threshold and is_short(judge_input):
        findings = tuple(_unsure(finding, output.threshold) for finding in output.findings)
        return replace(output, findings=findings, review_reasons=(TOO_SHORT, *output.review_reasons))
    if probability >= output.threshold:
        return _without_denied(output, judge_input)
    disguised = [item_id for item_id, reading in judge_input.readings.items() if reading.disguised]
    is_near = disguised and probability >= DISGUISED_SHARE * output.threshold
    reasons = ((_disguised(disguised),) if is_near else ()) + _language_doubts(judge_input, languages)
    return replace(output, review_reasons=(*output.review_reasons, *reasons))


def _without_denied(output: JudgeOutput, judge_input: JudgeInput) -> JudgeOutput:
    violated = (finding for finding in output.findings if finding.status is FindingStatus.VIOLATED)
    words = {finding.clause_id: found for finding in violated if (found := _denial(finding, judge_input)) is not None}
    if not words:
        return output
    reasons = (
        ReviewReason(
            code=ReviewCode.UNCERTAIN,
            text=f"The post reads like a violation of {name}, but “{found}” may deny or report what it says, "
            "which the embedded judge cannot tell.",
        )
        for name, found in words.items()
    )
    findings = tuple(_unsure(one, output.threshold) if one.clause_id in words else one for one in output.findings)
    return replace(output, findings=findings, review_reasons=(*output.review_reasons, *reasons))


def _denial(finding: DraftFinding, judge_input: JudgeInput) -> str | None:
    """The words beside the first quote by which it may be denied."""
    quotes = {(quote.item_id, quote.start) for quote in finding.content_quotes}
    rows = (n for n, one in enumerate(judge_input.segments) if (one.item_id, one.start) in quotes)
    return next((found for row in rows if (found := may_be_denied(judge_input.segments, row)) is not None), None)


def _language_doubts(judge_input: JudgeInput, languages: frozenset[str] | None) -> tuple[ReviewReason, ...]:
    """One reason for each item that is read and may not be in a language that is."""
    if languages is None:
        return ()
    sentences: dict[str, list[str]] = {}
    for segment in judge_input.segments:
        sentences.setdefault(segment.item_id, []).append(segment.reading)
    texts = judge_input.read_texts
    found = ((name, doubtful_language(texts[name], lines, languages)) for name, lines in sentences.items())
    return tuple(_language_doubt(name, language) for name, language in found if language is not None)


def _language_doubt(item_id: str, language: str) -> ReviewReason:
    where = "has words of no language that is known" if language == UNKNOWN else f"may be partly in '{language}'"
    text = f"Item {item_id} {where}; the embedded judge may not have read it."
    return ReviewReason(code=ReviewCode.LANGUAGE_UNKNOWN, text=text)


def is_short(judge_input: JudgeInput) -> bool:
    """False where only a part of the post is judged."""
    return bool(judge_input.readings) and _word_count(judge_input.read_texts.values()) < MIN_JUDGED_WORDS


def _word_count(texts: Iterable[str]) -> int:
    words = (word for text in texts for word in WORD.findall(NO_WORD.sub(" ", text)))
    return sum(map(word_count, words))


def _unsure(finding: DraftFinding, threshold: float) -> DraftFinding:
    """With a probability of at most the threshold, so that a model that understands the words may decide."""
    unclear = {"status": FindingStatus.UNCLEAR} if finding.status is FindingStatus.VIOLATED else {}
    return finding.model_copy(update={"probability": min(finding.probability, threshold), "precision": None, **unclear})


def _disguised(item_ids: list[str]) -> ReviewReason:
    named = ", ".join(item_ids[:3])
    text = f"Item {named} has disguised letters, and what they seem to say is close to a violation."
    return ReviewReason(code=ReviewCode.DISGUISED_LETTERS, text=text)
