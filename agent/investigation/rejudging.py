"""How a case is judged where the law may be searched again: for what no embedder read, for what a judge wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from agent.investigation.investigator import Inquiry, Investigator
from agent.judges.base import Brief, Judge, Opinion
from agent.judges.language import unread
from domain.clause import Clause, ClauseKind
from domain.decision import ToolCall
from domain.finding import DraftFinding, FindingStatus

T = TypeVar("T")


@dataclass(frozen=True)
class Heard:
    """What the judge had before it in the end, and what it said."""

    brief: Brief
    opinion: Opinion
    calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True)
class Deliberation:
    """Without an investigator nothing is looked up. An ordinary case is judged once and costs no tool call."""

    judge: Judge
    investigator: Investigator | None = None

    def hear(self, brief: Brief) -> Heard:
        if self.investigator is None:
            return Heard(brief, self.judge.judge(brief))
        foreign = _foreign(brief, self.investigator.gatherer.embedder.languages)
        before = self.investigator.look_up(brief, foreign) if foreign else Inquiry(brief)
        heard = _with(before, Opinion(), self.judge.judge(before.brief))
        return self._again(heard, self.investigator) if heard.opinion.wanted and not foreign else heard

    def _again(self, first: Heard, investigator: Investigator) -> Heard:
        """What is new or was in doubt is judged once more, by what was found; nothing else is, nor a third time."""
        inquiry = investigator.look_up(first.brief, first.opinion.wanted)
        fresh = _fresh(first, inquiry.brief.clauses)
        if not any(clause.kind in (ClauseKind.RULE, ClauseKind.EXCEPTION) for clause in fresh.values()):
            return _with(inquiry, first.opinion, Opinion(turn=first.opinion.turn))
        others = {name: clause for name, clause in inquiry.brief.clauses.items() if name not in fresh}
        second = self.judge.judge(replace(inquiry.brief, clauses=fresh, decided=others))
        return _with(inquiry, first.opinion, second)


def _foreign(brief: Brief, languages: frozenset[str] | None) -> tuple[str, ...]:
    found = unread(brief.case.content, languages, brief.case.language)
    return tuple(
        f"Item {item_id} is in '{language}', so that the search missed it: which rules may its words break, and which "
        "exceptions may excuse them?"
        for item_id, language in found.items()
    )


def _fresh(first: Heard, clauses: Mapping[str, Clause]) -> dict[str, Clause]:
    doubted = {finding.clause_id for finding in first.opinion.findings if _in_doubt(finding)}
    return {
        name: clause
        for name, clause in clauses.items()
        if name in doubted or name not in first.brief.clauses or clause.kind is ClauseKind.DEFINITION
    }


def _in_doubt(finding: DraftFinding) -> bool:
    return finding.status is FindingStatus.UNCLEAR and not finding.missing_evidence and not finding.facts


def _with(inquiry: Inquiry, before: Opinion, after: Opinion) -> Heard:
    findings = {finding.clause_id: finding for finding in (*before.findings, *after.findings)}
    opinion = replace(
        after,
        findings=tuple(findings.values()),
        review=_once((*before.review, *after.review)),
        degraded=_once((*before.degraded, *inquiry.degraded, *after.degraded)),
        shares=(*before.shares, *after.shares),
        prompts={**before.prompts, **inquiry.prompts, **after.prompts},
    )
    return Heard(inquiry.brief, opinion, inquiry.calls)


def _once(values: Sequence[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
