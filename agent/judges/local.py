"""The embedded judge: no model server, only the embedder, the words, and what examples and precedents teach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.judges.base import CaseSegment, JudgeInput, JudgeOutput
from agent.judges.check_variables import missing_names, unproved
from agent.judges.classifier.model import FittedModel
from agent.judges.clause_ranking import spread
from agent.judges.clause_similarity import Likeness, likenesses
from agent.judges.exception_scoring import excuse
from agent.judges.language import unread
from agent.judges.violation_scoring import breach, log_odds, tempered
from domain.clause import Clause, ClauseKind, Relation
from domain.finding import DraftFinding, DraftQuote, FindingStatus
from domain.verdict import ReviewCode, ReviewReason
from retrieval.index import ClauseIndex

MOST_UNDECIDED = 3
QUOTED = 0.1  # below it no line of the content is worth a moderator's eye

_Near = Mapping[str, Likeness]


@dataclass(frozen=True)
class LocalJudge:
    """`languages` are those the embedder reads (None: all). Where nothing was `learned`, it says unclear."""

    index: ClauseIndex
    learned: FittedModel | None
    model: str
    languages: frozenset[str] | None
    name: str = "local"

    def judge(self, brief: JudgeInput) -> JudgeOutput:
        foreign = unread(brief.case.content, self.languages, brief.case.language)
        review = tuple(_not_read(item_id, language) for item_id, language in foreign.items())
        rows = [n for n, segment in enumerate(brief.segments) if segment.item_id not in foreign]
        if not rows:
            return JudgeOutput(review=review)
        if self.learned is None:
            return JudgeOutput(_undecided(brief), (*review, NOTHING_LEARNED))
        read = brief.with_segments(rows)
        near = likenesses(_read(brief), self.index, read.similarity)
        findings = _findings(read, near, self.learned)
        return JudgeOutput(findings, review, self.learned.outcome_threshold)


NOTHING_LEARNED = ReviewReason(
    code=ReviewCode.CLASSIFIER_NOT_TRAINED,
    text="There are too few examples and precedents to learn from (20 a side at least): write examples.",
)


def _findings(brief: JudgeInput, near: _Near, learned: FittedModel) -> tuple[DraftFinding, ...]:
    segments = brief.segments
    prediction = learned.predict([segment.text for segment in segments], brief.vectors)
    clauses = {**brief.clauses, **brief.decided_clauses}
    rules = {name: like for name, like in near.items() if not _is_exception(clauses.get(name))}
    found = breach(learned, segments, brief.vectors, prediction)
    nearest = max((like.nearest for like in rules.values()), default=0.0)
    broken = found.probability if found.leads else tempered(found.probability, nearest)
    places = spread(rules, _ranks(brief), log_odds(prediction.any_violation), found.leads)
    order = sorted(places, key=lambda name: places[name].share)
    wanted = [name for name in order if name in brief.clauses]
    broke = [
        _rule(brief, name, broken * places[name].share, segments[places[name].segment], near[name])
        for name in reversed(wanted)
    ]
    excused = _excused(clauses, [*wanted, *(name for name in brief.decided_clauses if name in rules)])
    excuses = [
        _exception(brief, name, near[name], near[rule]) for name, rule in excused.items() if name in brief.clauses
    ]
    return (*broke, *excuses)


def _ranks(brief: JudgeInput) -> dict[str, float]:
    ranks = {found.clause_id: found.score for found in brief.evidence.clauses}
    return ranks | {clause.key: score for clause, score in brief.clauses_not_in_force}


def _is_exception(clause: Clause | None) -> bool:
    return clause is not None and clause.kind is ClauseKind.EXCEPTION


def _excused(clauses: Mapping[str, Clause], rules: Sequence[str]) -> dict[str, str]:
    """Each exception with the likeliest rule that it may excuse, of `rules` with the likeliest last."""
    return {target: rule for rule in rules for target in clauses[rule].targets(Relation.EXCEPT)}


def _rule(brief: JudgeInput, name: str, probability: float, segment: CaseSegment, like: Likeness) -> DraftFinding:
    clause = brief.clauses[name]
    unmeasured, unknown = missing_names(clause, brief.variables), unproved(clause, brief.variables)
    quote = DraftQuote(item_id=segment.item_id, text=segment.text, start=segment.start)
    likely = FindingStatus.VIOLATED if probability >= 0.5 else FindingStatus.SATISFIED
    return DraftFinding(
        clause_id=name,
        status=FindingStatus.UNCLEAR if unknown else likely,
        probability=probability,
        rationale=f"{_nearest('breaks', like.positive)} Probability {probability:.2f} from examples and precedents.",
        counterpoint=" ".join(filter(None, (_nearest("keeps", like.negative), _unmeasured(unmeasured)))),
        judge="local",
        content_quotes=(quote,) if probability >= QUOTED else (),
        clause_quote=clause.text,
        missing_evidence=unknown,
        evidence_ids=brief.evidence_ids.get(name, ()),
    )


def _exception(brief: JudgeInput, name: str, like: Likeness, rule: Likeness) -> DraftFinding:
    probability = excuse(like, rule)
    return DraftFinding(
        clause_id=name,
        status=FindingStatus.EXEMPTED if probability >= 0.5 else FindingStatus.NOT_APPLICABLE,
        probability=probability,
        rationale=f"{_nearest('meets', like.positive)} Probability {probability:.2f}.",
        counterpoint=_nearest("does not meet", like.negative),
        judge="local",
        clause_quote=brief.clauses[name].text,
        evidence_ids=brief.evidence_ids.get(name, ()),
    )


def _undecided(brief: JudgeInput) -> tuple[DraftFinding, ...]:
    """The likeliest few, said to be unclear: nearness alone is no proof either way."""
    rules = {name for name, clause in brief.clauses.items() if clause.kind is ClauseKind.RULE}
    likely = [found.clause_id for found in brief.evidence.clauses if found.clause_id in rules]
    return tuple(
        DraftFinding(
            clause_id=name,
            status=FindingStatus.UNCLEAR,
            probability=0.5,
            rationale="Retrieval brought this clause; nothing teaches whether content like this breaks it.",
            judge="local",
            clause_quote=brief.clauses[name].text,
        )
        for name in likely[:MOST_UNDECIDED]
    )


def _read(brief: JudgeInput) -> dict[str, Clause]:
    """What is compared with the content: rules and exceptions of this case by id, rules of elsewhere by key."""
    known = {**brief.clauses, **brief.decided_clauses}
    here = {n: c for n, c in known.items() if c.kind in (ClauseKind.RULE, ClauseKind.EXCEPTION)}
    return here | {clause.key: clause for clause, _ in brief.clauses_not_in_force}


def _nearest(verb: str, example: tuple[str, float] | None) -> str:
    return f"Nearest example that {verb} it: “{example[0]}” (similarity {example[1]:.2f})." if example else ""


def _unmeasured(names: tuple[str, ...]) -> str:
    return f"Nobody measured {', '.join(names)}, which would settle it." if names else ""


def _not_read(item_id: str, language: str) -> ReviewReason:
    return ReviewReason(
        code=ReviewCode.LANGUAGE_UNKNOWN,
        text=f"Item {item_id} seems to be in '{language}', which the embedded judge does not read.",
    )
