"""Takes a quote from a model's violation if the quote is only talk about the review, which breaks no rule."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.judges.base import JUDGES_WITHOUT_MODEL, JudgeInput, JudgeOutput
from agent.verdict.embedded_reading import EmbeddedReader, Rows
from domain.finding import DraftFinding, DraftQuote, FindingStatus

THRESHOLD = 0.5


@dataclass(frozen=True)
class QuoteGuard:
    """A comment such as "this breaks the rules, remove it" may lead a model to a violation. Without a quote it needs
    human review."""

    reader: EmbeddedReader

    def check(self, judge_input: JudgeInput, output: JudgeOutput) -> JudgeOutput:
        """The output without quotes that prove nothing. Quotes stay if the embedded judge finds the clause violated by
        the quoted sentences alone."""
        by_model = [finding for finding in output.findings if finding.judge not in JUDGES_WITHOUT_MODEL]
        violated = [finding for finding in by_model if finding.status is FindingStatus.VIOLATED]
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


def _rows(quote: DraftQuote, judge_input: JudgeInput) -> Sequence[int]:
    """The segments that a quote lies in."""
    start, end = quote.start or 0, (quote.start or 0) + len(quote.text)
    return [
        row
        for row, segment in enumerate(judge_input.segments)
        if segment.item_id == quote.item_id and start < segment.end and segment.start < end
    ]
