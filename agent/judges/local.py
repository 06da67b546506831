"""The embedded judge: judges by similarity to examples and by a classifier, without a model server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.judges.base import ContentSegment, JudgeInput, JudgeOutput, finding_status
from agent.judges.check_variables import missing_proof, missing_variables, not_provided
from agent.judges.classifier.model import Classifier
from agent.judges.doubts import with_doubts
from agent.judges.language import unsupported_languages
from agent.judges.local_scoring import (
    ClauseMatch,
    exception_probability,
    logit,
    match_clauses,
    rank_clauses,
    score_violation,
    shrink_to_baseline,
)
from domain.clause import Clause, ClauseKind, Relation
from domain.finding import DraftFinding, DraftQuote, FindingStatus
from domain.verdict import ReviewCode, ReviewReason
from retrieval.index import ClauseIndex

MAX_UNCLEAR_RULES = 3
MIN_QUOTE_PROBABILITY = 0.1  # a less probable violation needs no quote

CLASSIFIER_NOT_TRAINED = ReviewReason(
    code=ReviewCode.CLASSIFIER_NOT_TRAINED,
    text="There are too few examples and precedents to train the classifier (at least 20 per side): write examples.",
)

_Matches = Mapping[str, ClauseMatch]


@dataclass(frozen=True)
class LocalJudge:
    """`languages` are those that the embedder reads (None: all). Without a `classifier` findings are unclear."""

    index: ClauseIndex
    classifier: Classifier | None
    model: str
    languages: frozenset[str] | None
    name: str = "local"

    def judge(self, judge_input: JudgeInput) -> JudgeOutput:
        unread = unsupported_languages(judge_input.read_texts, self.languages, judge_input.case.language)
        review_reasons = tuple(_language_reason(item_id, language) for item_id, language in unread.items())
        rows = [n for n, segment in enumerate(judge_input.segments) if segment.item_id not in unread]
        if not rows:
            return JudgeOutput(review_reasons=review_reasons)
        if self.classifier is None:
            return JudgeOutput(_unclear_findings(judge_input), (*review_reasons, CLASSIFIER_NOT_TRAINED))
        readable = judge_input.with_segments(rows)
        matches = match_clauses(_compared_clauses(readable), self.index, readable.similarity)
        findings = _findings(readable, matches, self.classifier)
        return with_doubts(JudgeOutput(findings, review_reasons, self.classifier.violation_threshold), judge_input)


def _findings(judge_input: JudgeInput, matches: _Matches, classifier: Classifier) -> tuple[DraftFinding, ...]:
    """Rules, the likeliest first, then exceptions. Decided clauses are ranked too, but get no finding."""
    scores = _score_rules(judge_input, matches, classifier)
    rules = [name for name in scores if name in judge_input.clauses]
    decided_rules = [name for name in judge_input.decided_clauses if name in scores]
    exceptions = _rule_of_each_exception(judge_input.known_clauses, [*rules, *decided_rules])
    return (
        *(_rule_finding(judge_input, name, scores[name], matches[name]) for name in reversed(rules)),
        *(
            _exception_finding(judge_input, name, matches[name], matches[rule])
            for name, rule in exceptions.items()
            if name in judge_input.clauses
        ),
    )


def _score_rules(
    judge_input: JudgeInput, matches: _Matches, classifier: Classifier
) -> dict[str, tuple[float, ContentSegment]]:
    """The probability of each rule, and the segment that indicates it most; the likeliest rule is last."""
    segments, clauses = judge_input.segments, judge_input.known_clauses
    rules = {name: match for name, match in matches.items() if not _is_exception(clauses.get(name))}
    predicted = classifier.predict([segment.reading for segment in segments], judge_input.vectors)
    violation = score_violation(classifier, segments, judge_input.vectors, predicted)
    probability = violation.probability
    if not violation.threshold_ratios:
        similarity = max((match.max_similarity for match in rules.values()), default=0.0)
        probability = shrink_to_baseline(probability, similarity)
    segment_logits = logit(predicted.any_violation)
    ranks = rank_clauses(rules, _retrieval_scores(judge_input), segment_logits, violation.threshold_ratios)
    ordered = sorted(ranks.items(), key=lambda item: item[1].relative_score)
    return {name: (probability * rank.relative_score, segments[rank.segment]) for name, rank in ordered}


def _retrieval_scores(judge_input: JudgeInput) -> dict[str, float]:
    scores = {found.clause_id: found.score for found in judge_input.evidence.clauses}
    return scores | {clause.key: score for clause, score in judge_input.clauses_not_in_force}


def _is_exception(clause: Clause | None) -> bool:
    return clause is not None and clause.kind is ClauseKind.EXCEPTION


def _rule_of_each_exception(clauses: Mapping[str, Clause], rules: Sequence[str]) -> dict[str, str]:
    """The rule that each exception belongs to: the last of `rules` where it belongs to several."""
    return {target: rule for rule in rules for target in clauses[rule].targets(Relation.EXCEPT)}


def _rule_finding(
    judge_input: JudgeInput, name: str, score: tuple[float, ContentSegment], match: ClauseMatch
) -> DraftFinding:
    clause, (probability, segment) = judge_input.clauses[name], score
    missing = missing_variables(clause, judge_input.variables)
    unprovable = missing_proof(clause, judge_input.variables)
    quote = DraftQuote(item_id=segment.item_id, text=segment.text, start=segment.start)
    example = _example_sentence("violating", match.violating_example)
    counterexample = _example_sentence("compliant", match.compliant_example)
    return DraftFinding(
        clause_id=name,
        status=FindingStatus.UNCLEAR if unprovable else finding_status(clause, probability >= 0.5),
        probability=probability,
        rationale=f"{example} Probability {probability:.2f} from examples and precedents.",
        counterpoint=" ".join(filter(None, (counterexample, _missing_sentence(missing)))),
        judge="local",
        content_quotes=(quote,) if probability >= MIN_QUOTE_PROBABILITY else (),
        clause_quote=clause.text,
        missing_evidence=unprovable,
        evidence_ids=judge_input.evidence_ids.get(name, ()),
    )


def _exception_finding(judge_input: JudgeInput, name: str, match: ClauseMatch, rule_match: ClauseMatch) -> DraftFinding:
    clause, probability = judge_input.clauses[name], exception_probability(match, rule_match)
    return DraftFinding(
        clause_id=name,
        status=finding_status(clause, probability >= 0.5),
        probability=probability,
        rationale=f"{_example_sentence('exempt', match.violating_example)} Probability {probability:.2f}.",
        counterpoint=_example_sentence("not exempt", match.compliant_example),
        judge="local",
        clause_quote=clause.text,
        evidence_ids=judge_input.evidence_ids.get(name, ()),
    )


def _unclear_findings(judge_input: JudgeInput) -> tuple[DraftFinding, ...]:
    """The few rules that retrieval found first. Similarity alone proves nothing, so they are unclear."""
    rules = {name for name, clause in judge_input.clauses.items() if clause.kind is ClauseKind.RULE}
    found = [clause.clause_id for clause in judge_input.evidence.clauses if clause.clause_id in rules]
    return tuple(
        DraftFinding(
            clause_id=name,
            status=FindingStatus.UNCLEAR,
            probability=0.5,
            rationale="Retrieval found this clause, but no classifier was trained to say whether it is violated.",
            judge="local",
            clause_quote=judge_input.clauses[name].text,
        )
        for name in found[:MAX_UNCLEAR_RULES]
    )


def _compared_clauses(judge_input: JudgeInput) -> dict[str, Clause]:
    """The rules and exceptions of this case by id, and the rules not in force by key."""
    kinds = (ClauseKind.RULE, ClauseKind.EXCEPTION)
    in_force = {name: clause for name, clause in judge_input.known_clauses.items() if clause.kind in kinds}
    return in_force | {clause.key: clause for clause, _ in judge_input.clauses_not_in_force}


def _example_sentence(kind: str, example: tuple[str, float] | None) -> str:
    return f"Most similar {kind} example: “{example[0]}” (similarity {example[1]:.2f})." if example else ""


def _missing_sentence(names: tuple[str, ...]) -> str:
    return f"{not_provided(names)} and would decide it." if names else ""


def _language_reason(item_id: str, language: str) -> ReviewReason:
    return ReviewReason(
        code=ReviewCode.LANGUAGE_UNKNOWN,
        text=f"Item {item_id} seems to be in '{language}', which the embedded judge does not read.",
    )
