"""The embedded judge: judges by similarity to examples and by a classifier, without a model server.

It names a rule, or passes a post, only where that was measured to be right often enough. Else it gives a shortlist.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from agent.judges.base import JudgeInput, JudgeOutput
from agent.judges.embedded.classifier.model import Predictor
from agent.judges.embedded.doubts import is_short, with_doubts
from agent.judges.embedded.findings import (
    Named,
    exception_finding,
    named_by_example,
    rule_finding,
    unclear_finding,
    with_compliant_examples,
)
from agent.judges.embedded.language import UNKNOWN, unsupported_languages
from agent.judges.embedded.measured import Measured, measure
from agent.judges.embedded.precision import Precision
from agent.judges.embedded.reading import Reading, read
from agent.judges.embedded.reliability import Reliability, prior_reliability
from agent.judges.embedded.repeated_examples import Repeat, covered_share, repeated_examples
from agent.judges.embedded.scoring import ClauseMatch, match_clauses
from agent.judges.embedded.shortlist import lacking_examples, nearest_rules, shortlist
from agent.judges.embedded.stance import may_be_denied
from domain.clause import Clause, ClauseKind, Relation
from domain.finding import DraftFinding, FindingStatus
from domain.verdict import ReviewCode, ReviewReason
from retrieval.example_votes import ExampleVotes
from retrieval.index import ClauseIndex

WHOLE_POST = 0.9  # of its words
NEAR_SHORT_POST = 0.1  # the probability of a rule from which a post of a few words is too little to pass it
MAX_UNCLEAR_RULES = 3
NOT_TRAINED = "The rules have too few examples for the embedded judge."

_Matches = Mapping[str, ClauseMatch]


@dataclass(frozen=True)
class LocalJudge:
    """`languages` are those that the embedder reads (None: all). Without a `classifier` findings are unclear, except
    where a post repeats an example. `reliability` is how often its readings were right, and `precision` how often they
    must be. `votes` are those of the rules' examples."""

    index: ClauseIndex
    classifier: Predictor | None
    model: str
    languages: frozenset[str] | None
    reliability: Reliability = field(default_factory=prior_reliability)
    precision: Precision = field(default_factory=Precision)
    votes: ExampleVotes | None = None
    name: str = "local"

    def judge(self, judge_input: JudgeInput) -> JudgeOutput:
        readable, review_reasons = self._readable(judge_input)
        if not readable.segments:
            return JudgeOutput(review_reasons=review_reasons, shortlist=judge_input.unread_shortlist)
        matches = self._matches(readable)
        if self.classifier is None:
            output = self._untrained(readable, matches)
        else:
            reading = read(readable, matches, self.classifier, self.index, self.votes)
            output = self._trained(readable, matches, reading, self.classifier)
        repeats = repeated_examples(readable, readable.clauses, self.index)
        output = self._with_repeats(readable, output, repeats)
        return replace(output, review_reasons=(*review_reasons, *output.review_reasons))

    def reading(self, judge_input: JudgeInput) -> Reading | None:
        """None where nothing can be read, or nothing was learned."""
        readable, _ = self._readable(judge_input)
        if self.classifier is None or not readable.segments:
            return None
        return read(readable, self._matches(readable), self.classifier, self.index, self.votes)

    def _readable(self, judge_input: JudgeInput) -> tuple[JudgeInput, tuple[ReviewReason, ...]]:
        """The segments in a language that the embedder reads, and the reasons for review that the others are."""
        unread = unsupported_languages(judge_input.read_texts, self.languages, judge_input.case.language)
        rows = [n for n, segment in enumerate(judge_input.segments) if segment.item_id not in unread]
        reasons = tuple(_language_reason(item_id, language) for item_id, language in unread.items())
        return judge_input.with_segments(rows), reasons

    def _matches(self, judge_input: JudgeInput) -> _Matches:
        return match_clauses(_compared_clauses(judge_input), self.index, judge_input.similarity)

    def _trained(
        self, judge_input: JudgeInput, matches: _Matches, reading: Reading, classifier: Predictor
    ) -> JudgeOutput:
        measured = self._measured(judge_input, reading, classifier)
        findings = tuple(self._findings(judge_input, matches, reading, measured))
        listed = shortlist(judge_input, matches, reading)
        sure = measured.named >= self.precision.min_precision or measured.breach <= self.precision.max_breach
        decides = sure or _is_explained(judge_input, reading, findings) or _says_nothing(judge_input, findings)
        reasons = () if decides else (_uncertain(judge_input, measured),)
        output = JudgeOutput(findings, reasons, classifier.violation_threshold, shortlist=listed)
        return with_doubts(output, judge_input, self.languages)

    def _measured(self, judge_input: JudgeInput, reading: Reading, classifier: Predictor) -> Measured:
        """A line that speaks to a model is read too, but takes nothing from a rule that is named without it."""
        measured = measure(reading, judge_input, self.reliability)
        rows = [row for row in range(len(judge_input.segments)) if row not in judge_input.injection_rows]
        if not rows or len(rows) == len(judge_input.segments):
            return measured
        others = judge_input.with_segments(rows)
        read_apart = read(others, self._matches(others), classifier, self.index, self.votes)
        apart = measure(read_apart, others, self.reliability)
        if apart.rule is None or apart.named <= measured.named:
            return measured
        rule = replace(apart.rule, segment=rows[apart.rule.segment])
        return measured._replace(named=apart.named, name=apart.name, rule=rule)

    def _findings(
        self, judge_input: JudgeInput, matches: _Matches, reading: Reading, measured: Measured
    ) -> Sequence[DraftFinding]:
        """Rules, the likeliest first, then exceptions. Decided clauses are ranked too, but get no finding. Only the
        rule of `measured` can be named: how often a second one is right was not measured."""
        findings = []
        for name, rule in reading.rules.items():
            if name in judge_input.clauses:
                found = measured.rule if name == measured.name and measured.rule is not None else rule
                share = measured.named if name == measured.name else 0.0
                named = Named(max(rule.probability, found.probability), share, share >= self.precision.min_precision)
                segment = judge_input.segments[found.segment]
                findings.append(rule_finding(judge_input, name, named, segment, matches[name]))
        for name, rule_name in _rule_of_each_exception(judge_input, reading).items():
            findings.append(exception_finding(judge_input, name, matches[name], matches[rule_name]))
        return findings

    def _untrained(self, judge_input: JudgeInput, matches: _Matches) -> JudgeOutput:
        scores = {found.clause_id: found.score for found in judge_input.evidence.clauses}
        listed = nearest_rules(judge_input, matches, scores)
        unclear = listed[:MAX_UNCLEAR_RULES]
        findings = tuple(unclear_finding(judge_input, one, matches[one.clause_id]) for one in unclear)
        lacking = lacking_examples(judge_input.clauses[one.clause_id] for one in listed[:MAX_UNCLEAR_RULES])
        reason = ReviewReason(code=ReviewCode.CLASSIFIER_NOT_TRAINED, text=f"{NOT_TRAINED} {lacking}".rstrip())
        return JudgeOutput(findings, (reason,), shortlist=listed)

    def _with_repeats(self, judge_input: JudgeInput, output: JudgeOutput, repeats: Sequence[Repeat]) -> JudgeOutput:
        """An example of the policy's author decides, whatever was learned, but not a violating one that the post may
        deny."""
        denied = {row for repeat in repeats for row in repeat.rows if may_be_denied(judge_input.segments, row)}
        violating = [repeat for repeat in repeats if repeat.violating and denied.isdisjoint(repeat.rows)]
        compliant = [repeat for repeat in repeats if not repeat.violating]
        if violating:
            named = {repeat.clause_id: named_by_example(judge_input, repeat) for repeat in violating}
            learned = output.findings if self.classifier is not None else ()
            others = tuple(finding for finding in learned if finding.clause_id not in named)
            return replace(output, findings=(*named.values(), *others), review_reasons=())
        if compliant and covered_share(judge_input, compliant) >= WHOLE_POST:
            passed = with_compliant_examples(judge_input, output.findings, compliant)
            return replace(output, findings=passed, review_reasons=())
        return output


def _says_nothing(judge_input: JudgeInput, findings: Sequence[DraftFinding]) -> bool:
    """Whether the post has a few words, or none, and is near no rule in force. Nothing was measured on such posts."""
    rules = (f for f in findings if judge_input.clauses[f.clause_id].kind is ClauseKind.RULE)
    return is_short(judge_input) and all(rule.probability < NEAR_SHORT_POST for rule in rules)


def _is_explained(judge_input: JudgeInput, reading: Reading, findings: Sequence[DraftFinding]) -> bool:
    """Whether a check has decided the likeliest rule, or an exception applies to it, be it of another version: then the
    post reads like a violation, and it is known why it is none."""
    likeliest = (reading.likeliest or "").partition("@")[0]
    if likeliest in judge_input.decided_clauses:
        return True
    rule = judge_input.clauses.get(likeliest)
    exceptions = rule.targets(Relation.EXCEPT) if rule is not None else ()
    return any(f.clause_id in exceptions and f.status is FindingStatus.EXEMPTED for f in findings)


def _uncertain(judge_input: JudgeInput, measured: Measured) -> ReviewReason:
    share = max(measured.breach, measured.named)  # two curves: a part of the posts is never more than all of them
    text = f"Of posts that read like this one, {share:.0%} violate a rule"
    rule = judge_input.clauses.get(measured.name or "")
    likeliest = f", and the likeliest, {rule.id}, is a violated one in {measured.named:.0%}" if rule is not None else ""
    lacking = lacking_examples([rule] if rule is not None else [])
    return ReviewReason(code=ReviewCode.UNCERTAIN, text=f"{text}{likeliest}: too uncertain. {lacking}".rstrip())


def _rule_of_each_exception(judge_input: JudgeInput, reading: Reading) -> dict[str, str]:
    """The rule that each exception to judge belongs to: the likeliest where it belongs to several, a decided one where
    it belongs to one."""
    clauses = judge_input.known_clauses
    rules = [name for name in reversed([*reading.rules]) if name in judge_input.clauses]
    decided = [name for name in judge_input.decided_clauses if name in reading.rules]
    owners = {target: rule for rule in [*rules, *decided] for target in clauses[rule].targets(Relation.EXCEPT)}
    return {name: rule for name, rule in owners.items() if name in judge_input.clauses}


def _compared_clauses(judge_input: JudgeInput) -> dict[str, Clause]:
    """The rules and exceptions of this case by id, and the rules not in force by key."""
    kinds = (ClauseKind.RULE, ClauseKind.EXCEPTION)
    in_force = {name: clause for name, clause in judge_input.known_clauses.items() if clause.kind in kinds}
    return in_force | {clause.key: clause for clause, _ in judge_input.clauses_not_in_force}


def _language_reason(item_id: str, language: str) -> ReviewReason:
    where = "no language that is known" if language == UNKNOWN else f"'{language}'"
    text = f"Item {item_id} seems to be in {where}, which the embedded judge does not read."
    return ReviewReason(code=ReviewCode.LANGUAGE_UNKNOWN, text=text)
