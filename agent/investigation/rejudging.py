"""Judges a case, after a search where the judge wants one; what is new or open afterwards is judged once more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from agent.investigation.evidence_collector import EvidenceCollector
from agent.investigation.investigator import Investigation, Investigator
from agent.judges.base import AGENT_JUDGE, DECISIONS_JUDGE, Judge, JudgeInput, JudgeOutput
from agent.judges.embedded.language import unsupported_languages
from domain.clause import Clause, ClauseKind, Relation, Severity
from domain.decision import ToolCall
from domain.evidence import FoundBy
from domain.finding import DraftFinding, FindingStatus

T = TypeVar("T")


@dataclass(frozen=True)
class JudgingResult:
    """The final input and output of the judge, and the tool calls between."""

    judge_input: JudgeInput
    output: JudgeOutput
    tool_calls: tuple[ToolCall, ...] = ()


class FirstSearch(StrEnum):
    """What a model searches before a case is judged: nothing; what content says in a language that the embedder does
    not read; or what the model itself chooses."""

    NONE = "none"
    UNREAD_CONTENT = "unread_content"
    AGENT = "agent"


def first_search(judge: str) -> FirstSearch:
    """`judge` is a name as in a trace, such as `rules+agent`."""
    searches = {DECISIONS_JUDGE: FirstSearch.UNREAD_CONTENT, AGENT_JUDGE: FirstSearch.AGENT}
    return searches.get(judge.rpartition("+")[2], FirstSearch.NONE)


@dataclass(frozen=True)
class Rejudging:
    """Judges a case, and once more the rules that the judge named and was not asked about, together with what a search
    found: for the judge's follow-up queries, or for rules of at least the severity `agent_from` that the judge did not
    clear. There is one search in a case, and none without an investigator."""

    judge: Judge
    investigator: Investigator | None = None
    first_search: FirstSearch = FirstSearch.NONE
    agent_from: Severity | None = None

    def run(self, judge_input: JudgeInput) -> JudgingResult:
        before = self._search_first(judge_input)
        first = _result(before, JudgeOutput(), self.judge.judge(before.judge_input))
        return self._rejudge(first, searched=bool(before.prompts))

    def _search_first(self, judge_input: JudgeInput) -> Investigation:
        if self.investigator is None or self.first_search is FirstSearch.NONE:
            return Investigation(judge_input)
        if self.first_search is FirstSearch.AGENT:
            return self.investigator.explore(judge_input)
        queries = _language_queries(judge_input, self.investigator.gatherer.embedder.languages)
        return self.investigator.investigate(judge_input, queries) if queries else Investigation(judge_input)

    def _rejudge(self, first: JudgingResult, *, searched: bool) -> JudgingResult:
        """Judges the clauses that are new and, after a search, those that were in doubt."""
        output = first.output
        found = Investigation(_with_rules(first.judge_input, output.other_rules))
        open_clauses = _new(first, found.judge_input.clauses)
        if not searched:
            severe = _severe(first, self.agent_from)
            found = self._search(found, output.follow_up_queries, severe)
            open_clauses = _new(first, found.judge_input.clauses)
            if found.prompts:
                open_clauses |= _with_exceptions({**severe, **_doubtful(first)}, found.judge_input.clauses)
        if not any(clause.kind in (ClauseKind.RULE, ClauseKind.EXCEPTION) for clause in open_clauses.values()):
            nothing = JudgeOutput(threshold=output.threshold, limits=output.limits)
            return _result(found, output, nothing, first.tool_calls)
        clauses = found.judge_input.clauses
        open_clauses |= {name: c for name, c in clauses.items() if c.kind is ClauseKind.DEFINITION}
        decided = {name: clause for name, clause in clauses.items() if name not in open_clauses}
        second = self.judge.judge(replace(found.judge_input, clauses=open_clauses, decided_clauses=decided))
        return _result(found, output, _without_repeats(second, output) if second.degraded else second, first.tool_calls)

    def _search(self, found: Investigation, queries: Sequence[str], severe: Mapping[str, Clause]) -> Investigation:
        if self.investigator is None or not (queries or severe):
            return found
        if severe:
            return self.investigator.explore(found.judge_input, [*severe])
        return self.investigator.investigate(found.judge_input, queries)


def _with_rules(judge_input: JudgeInput, names: Sequence[str]) -> JudgeInput:
    """With these rules in force and the clauses that they refer to."""
    collector = EvidenceCollector(judge_input)
    for name in names:
        collector.add_clause(judge_input.in_force[name], found_by=FoundBy.CONTENTS)
    return collector.judge_input() if names else judge_input


def _new(first: JudgingResult, clauses: Mapping[str, Clause]) -> dict[str, Clause]:
    """The clauses that the judge was not asked about: those that were added, and the rules that it named itself."""
    judged = first.judge_input.clauses.keys() - set(first.output.other_rules)
    return _with_exceptions({name: clause for name, clause in clauses.items() if name not in judged}, clauses)


def _severe(first: JudgingResult, minimum: Severity | None) -> dict[str, Clause]:
    """The rules of at least this severity that the judge read in the text and did not clear."""
    if minimum is None:
        return {}
    open_statuses = (FindingStatus.VIOLATED, FindingStatus.UNCLEAR)
    named = (f.clause_id for f in first.output.findings if f.status in open_statuses and not f.facts)
    clauses = first.judge_input.clauses
    return {n: clauses[n] for n in named if clauses[n].kind is ClauseKind.RULE and clauses[n].severity >= minimum}


def _with_exceptions(judged: Mapping[str, Clause], clauses: Mapping[str, Clause]) -> dict[str, Clause]:
    """The clauses and their exceptions, which a judge is asked about together with their rules."""
    exceptions = (target for clause in judged.values() for target in clause.targets(Relation.EXCEPT))
    return {**judged, **{name: clauses[name] for name in exceptions if name in clauses}}


def _doubtful(first: JudgingResult) -> dict[str, Clause]:
    clauses = first.judge_input.clauses
    return {f.clause_id: clauses[f.clause_id] for f in first.output.findings if _in_doubt(f)}


def _language_queries(judge_input: JudgeInput, languages: frozenset[str] | None) -> tuple[str, ...]:
    unread = unsupported_languages(judge_input.read_texts, languages, judge_input.case.language)
    return tuple(
        f"Item {item_id} is in '{language}', which the search cannot read. Which rules may it violate, and which "
        "exceptions may apply?"
        for item_id, language in unread.items()
    )


def _in_doubt(finding: DraftFinding) -> bool:
    """Unclear, but not because of a missing fact: no investigation can provide a fact."""
    return finding.status is FindingStatus.UNCLEAR and not finding.missing_evidence and not finding.facts


def _without_repeats(failed: JudgeOutput, first: JudgeOutput) -> JudgeOutput:
    """Of a judge that failed the second time: what it found the first time counts."""
    known = {finding.clause_id for finding in first.findings}
    return replace(failed, findings=tuple(finding for finding in failed.findings if finding.clause_id not in known))


def _result(
    investigation: Investigation, before: JudgeOutput, after: JudgeOutput, tool_calls: tuple[ToolCall, ...] = ()
) -> JudgingResult:
    """Later findings replace earlier ones on the same clause. `tool_calls` are those made earlier."""
    if before.findings and before.threshold != after.threshold:
        before, after = before.at_one_half(), after.at_one_half()
    findings = {finding.clause_id: finding for finding in (*before.findings, *after.findings)}
    output = replace(
        after,
        findings=tuple(findings.values()),
        limits=after.limits or before.limits,
        shortlist=after.shortlist or before.shortlist,
        review_reasons=_unique((*before.review_reasons, *after.review_reasons)),
        degraded=_unique((*before.degraded, *investigation.degraded, *after.degraded)),
        judge_contributions=(*before.judge_contributions, *after.judge_contributions),
        prompts={**before.prompts, **investigation.prompts, **after.prompts},
        lessons={**before.lessons, **after.lessons},
    )
    return JudgingResult(investigation.judge_input, output, (*tool_calls, *investigation.tool_calls))


def _unique(values: Sequence[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
