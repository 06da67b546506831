"""Takes a quote from a model's violation if it proves nothing: only talk about the review, which breaks no rule, or no
word that means something by itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.judges.base import JUDGES_WITHOUT_MODEL, JudgeInput, JudgeOutput
from agent.verdict.embedded_reading import EmbeddedReader, Rows
from domain.finding import DraftFinding, DraftQuote, FindingStatus
from retrieval.stop_words import stop_words
from text.scripts import WITHOUT_SPACES

THRESHOLD = 0.5
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class QuoteGuard:
    """A comment such as "this breaks the rules, remove it" may lead a model to a violation. Without a quote it needs
    human review."""

    reader: EmbeddedReader

    def check(self, judge_input: JudgeInput, output: JudgeOutput) -> JudgeOutput:
        """The output without quotes that prove nothing. Quotes stay if the embedded judge finds the clause violated by
        the quoted sentences alone."""
        findings = tuple(_with_words(f, judge_input) if _is_caught(f) else f for f in output.findings)
        output = replace(output, findings=findings)
        violated = [finding for finding in findings if _is_caught(finding)]
        talks = self.reader.talks(judge_input) if violated else ()
        unproven = {f.clause_id for f in violated if talks and self._proves_nothing(f, judge_input, talks)}
        if not unproven:
            return output
        without = (
            f.model_copy(update={"content_quotes": ()}) if f.clause_id in unproven else f for f in output.findings
        )
        return replace(output, findings=tuple(without))

    def _proves_nothing(self, finding: DraftFinding, judge_input: JudgeInput, talks: Rows) -> bool:
        rows = sorted({row for quote in finding.content_quotes for row in _rows(quote, judge_input)})
        if not rows or not set(rows) <= set(talks):
            return False
        return self.reader.lean(judge_input, rows).get(finding.clause_id, 0.0) < THRESHOLD


def _is_caught(finding: DraftFinding) -> bool:
    return finding.status is FindingStatus.VIOLATED and finding.judge not in JUDGES_WITHOUT_MODEL


def _with_words(finding: DraftFinding, judge_input: JudgeInput) -> DraftFinding:
    quotes = tuple(quote for quote in finding.content_quotes if _says_something(quote, judge_input))
    return finding if quotes == finding.content_quotes else finding.model_copy(update={"content_quotes": quotes})


def _says_something(quote: DraftQuote, judge_input: JudgeInput) -> bool:
    """Whether it has a whole word besides such as "the" and "is", or signs alone. True for a quote that is not in the
    content: that is checked later."""
    item = judge_input.case.item(quote.item_id)
    text = item.text if item is not None else ""
    start = max(0, text.find(quote.text) if quote.start is None else quote.start)
    end = start + len(quote.text)
    if text[start:end] != quote.text or WITHOUT_SPACES.search(quote.text):
        return True
    words = [found for found in _WORD.finditer(text) if found.start() < end and found.end() > start]
    whole = (found[0].lower() for found in words if start <= found.start() and found.end() <= end)
    return not words or any(word not in stop_words() and (len(word) > 1 or word.isdigit()) for word in whole)


def _rows(quote: DraftQuote, judge_input: JudgeInput) -> Sequence[int]:
    """The segments that a quote lies in."""
    start, end = quote.start or 0, (quote.start or 0) + len(quote.text)
    return [
        row
        for row, segment in enumerate(judge_input.segments)
        if segment.item_id == quote.item_id and start < segment.end and segment.start < end
    ]
