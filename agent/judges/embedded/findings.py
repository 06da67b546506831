"""The findings of the embedded judge, with the examples and words that they rest on."""

from collections.abc import Sequence
from typing import NamedTuple

from agent.judges.base import LOCAL_JUDGE, ContentSegment, JudgeInput, finding_status
from agent.judges.check_variables import missing_proof, missing_variables, not_provided
from agent.judges.embedded.repeated_examples import Repeat
from agent.judges.embedded.scoring import ClauseMatch, exception_probability
from domain.finding import DraftFinding, DraftQuote, FindingStatus, ShortlistedClause

MIN_QUOTE_PROBABILITY = 0.1  # a less probable violation needs no quote
NOTHING_LEARNED = 0.5  # the probability where only retrieval found a rule: similarity proves nothing
BY_EXAMPLE = 0.99  # the probability where a post repeats an example: the author has labelled it


class Named(NamedTuple):
    """`probability` of a violation. `precision`: how often naming the rule was right. `is_sure`: often enough."""

    probability: float
    precision: float
    is_sure: bool


def rule_finding(
    judge_input: JudgeInput, name: str, named: Named, segment: ContentSegment, match: ClauseMatch
) -> DraftFinding:
    """`segment` indicates the rule most. A likely violation that is not sure enough is unclear."""
    clause, probability = judge_input.clauses[name], named.probability
    missing = missing_variables(clause, judge_input.variables)
    unprovable = missing_proof(clause, judge_input.variables)
    unclear = unprovable or (probability >= 0.5 and not named.is_sure)
    example = _example_sentence("violating", match.violating_example)
    counterexample = _example_sentence("compliant", match.compliant_example)
    return DraftFinding(
        clause_id=name,
        status=FindingStatus.UNCLEAR if unclear else finding_status(clause, probability >= 0.5),
        probability=probability,
        precision=named.precision,
        rationale=f"{example} By examples and precedents, a violation has a probability of {probability:.0%}.".lstrip(),
        counterpoint=" ".join(filter(None, (counterexample, _missing_sentence(missing)))),
        judge=LOCAL_JUDGE,
        content_quotes=(_quote(segment),) if probability >= MIN_QUOTE_PROBABILITY else (),
        clause_quote=clause.text,
        missing_evidence=unprovable,
        evidence_ids=judge_input.evidence_ids.get(name, ()),
    )


def exception_finding(judge_input: JudgeInput, name: str, match: ClauseMatch, rule_match: ClauseMatch) -> DraftFinding:
    clause, probability = judge_input.clauses[name], exception_probability(match, rule_match)
    example = _example_sentence("exempt", match.violating_example)
    return DraftFinding(
        clause_id=name,
        status=finding_status(clause, probability >= 0.5),
        probability=probability,
        rationale=f"{example} By its examples, it applies with a probability of {probability:.0%}.".lstrip(),
        counterpoint=_example_sentence("not exempt", match.compliant_example),
        judge=LOCAL_JUDGE,
        clause_quote=clause.text,
        evidence_ids=judge_input.evidence_ids.get(name, ()),
    )


def unclear_finding(judge_input: JudgeInput, listed: ShortlistedClause, match: ClauseMatch) -> DraftFinding:
    """Retrieval found the rule, and nothing was learned about it."""
    near = f"Similarity to the rule's text: {listed.similarity:.2f}."
    example = _example_sentence("violating", match.violating_example)
    words = f"It has the words {', '.join(listed.shared_words)}." if listed.shared_words else ""
    return DraftFinding(
        clause_id=listed.clause_id,
        status=FindingStatus.UNCLEAR,
        probability=NOTHING_LEARNED,
        rationale=" ".join(filter(None, (near, example, words))),
        judge=LOCAL_JUDGE,
        content_quotes=(DraftQuote(item_id=listed.quote.item_id, text=listed.quote.text, start=listed.quote.start),),
        clause_quote=judge_input.clauses[listed.clause_id].text,
        evidence_ids=judge_input.evidence_ids.get(listed.clause_id, ()),
    )


def named_by_example(judge_input: JudgeInput, repeat: Repeat) -> DraftFinding:
    """Violated, unless the rule can be proved by facts only and these are missing."""
    clause = judge_input.clauses[repeat.clause_id]
    unprovable = missing_proof(clause, judge_input.variables)
    return DraftFinding(
        clause_id=clause.id,
        status=FindingStatus.UNCLEAR if unprovable else FindingStatus.VIOLATED,
        probability=BY_EXAMPLE,
        precision=BY_EXAMPLE,
        rationale=f"Repeats the violating example “{repeat.example}” almost word for word.",
        counterpoint=_missing_sentence(missing_variables(clause, judge_input.variables)),
        judge=LOCAL_JUDGE,
        content_quotes=tuple(_quote(judge_input.segments[row]) for row in repeat.rows),
        clause_quote=clause.text,
        missing_evidence=unprovable,
        evidence_ids=judge_input.evidence_ids.get(clause.id, ()),
    )


def with_compliant_examples(
    judge_input: JudgeInput, findings: Sequence[DraftFinding], repeats: Sequence[Repeat]
) -> tuple[DraftFinding, ...]:
    """Every rule as satisfied: the post consists of examples that the author calls compliant."""
    examples = {repeat.clause_id: repeat.example for repeat in repeats}
    passed = {"status": FindingStatus.SATISFIED, "probability": (1 - BY_EXAMPLE) / 2, "content_quotes": ()}
    others = [finding.model_copy(update=passed) for finding in findings if finding.clause_id not in examples]
    return (*(_passed_by_example(judge_input, *item) for item in examples.items()), *others)


def _passed_by_example(judge_input: JudgeInput, name: str, example: str) -> DraftFinding:
    return DraftFinding(
        clause_id=name,
        status=FindingStatus.SATISFIED,
        probability=1 - BY_EXAMPLE,
        rationale="The post repeats a compliant example of this rule.",
        counterpoint=f"The compliant example says “{example}”.",
        judge=LOCAL_JUDGE,
        clause_quote=judge_input.clauses[name].text,
        evidence_ids=judge_input.evidence_ids.get(name, ()),
    )


def _quote(segment: ContentSegment) -> DraftQuote:
    return DraftQuote(item_id=segment.item_id, text=segment.text, start=segment.start)


def _example_sentence(kind: str, example: tuple[str, float] | None) -> str:
    return f"Most similar {kind} example: “{example[0]}” (similarity {example[1]:.2f})." if example else ""


def _missing_sentence(names: tuple[str, ...]) -> str:
    return f"{not_provided(names)} and would decide it." if names else ""
