"""The embedded judge: no model server, only the embedder, the words, and what examples and precedents teach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.clause import Clause, ClauseKind, Relation
from domain.finding import DraftFinding, DraftQuote, FindingStatus
from domain.verdict import ReviewCode, ReviewReason
from judges.excuses import excuse
from judges.facts import missing_names
from judges.fitted import FittedModel, Floats, sigmoid
from judges.judge import Brief, CaseSegment, Opinion
from judges.language import unread
from judges.likeness import Likeness, likeness
from judges.spread import spread
from retrieval.clause_index import ClauseIndex

# One bad line in a long transcript must show, and one odd line in a harmless post must not decide: the log-odds of
# the whole and of its worst segment are mixed. On the development cases of the pack any share from .5 up ranks cases
# equally well; for a single segment it changes nothing.
WHOLE = 0.6
FAR = 0.3  # nearness below which nothing in force is about this content, so that it is never said to be broken
MOST_UNDECIDED = 3


@dataclass(frozen=True)
class LocalJudge:
    """`languages` are those the embedder reads (None: all). Where nothing was `learned`, it says unclear."""

    index: ClauseIndex
    learned: FittedModel | None
    model: str
    languages: frozenset[str] | None
    name: str = "local"

    def judge(self, brief: Brief) -> Opinion:
        foreign = unread(brief.case.content, self.languages, brief.case.language)
        review = tuple(_not_read(item_id, language) for item_id, language in foreign.items())
        rows = [n for n, segment in enumerate(brief.segments) if segment.item_id not in foreign]
        if not rows:
            return Opinion(review=review)
        segments, vectors = [brief.segments[n] for n in rows], brief.vectors[rows]
        if self.learned is None:
            return Opinion(_undecided(brief, segments), (*review, NOTHING_LEARNED))
        likenesses = {c.id: likeness(c, self.index.vectors(c.key), vectors) for c in _read(brief.clauses)}
        findings = _findings(brief, segments, vectors, likenesses, self.learned)
        return Opinion(findings, review, self.learned.outcome_threshold)


NOTHING_LEARNED = ReviewReason(
    code=ReviewCode.NOTHING_LEARNED,
    text="The clauses have no examples and there are no precedents to learn from: write examples, or use an LLM judge.",
)


def overall(
    learned: FittedModel, segments: Sequence[CaseSegment], vectors: NDArray[np.float32], probabilities: Floats
) -> float:
    """The probability that the whole breaks something; `probabilities` are those of its segments. The whole is read
    as its words together and the mean of its segments' vectors by length, so nothing is embedded twice."""
    mean = np.average(vectors, axis=0, weights=[len(segment.text) for segment in segments])
    unit = (mean / np.linalg.norm(mean)).astype(np.float32)
    whole = learned.predict([" ".join(segment.text for segment in segments)], unit[None]).any_violation
    odds = WHOLE * log_odds(whole)[0] + (1 - WHOLE) * log_odds(probabilities).max()
    return float(sigmoid(np.array(odds)))


def log_odds(probabilities: Floats) -> Floats:
    safe = np.clip(probabilities, 1e-6, 1 - 1e-6)
    odds: Floats = np.log(safe / (1 - safe))
    return odds


def _findings(
    brief: Brief,
    segments: Sequence[CaseSegment],
    vectors: NDArray[np.float32],
    likenesses: Mapping[str, Likeness],
    learned: FittedModel,
) -> tuple[DraftFinding, ...]:
    prediction = learned.predict([segment.text for segment in segments], vectors)
    broken = overall(learned, segments, vectors, prediction.any_violation)
    ranks = {found.clause_id: found.score for found in brief.evidence.clauses}
    rules = {name: like for name, like in likenesses.items() if brief.clauses[name].kind is ClauseKind.RULE}
    places = spread(rules, ranks, log_odds(prediction.any_violation), prediction.leads)
    if not prediction.leads and max((like.nearest for like in rules.values()), default=0.0) < FAR:
        broken = min(broken, learned.outcome_threshold)
    broke = [
        _rule(brief, name, broken * place.share, segments[place.segment], likenesses[name])
        for name, place in places.items()
    ]
    excused = _excused(brief, sorted(places, key=lambda name: places[name].share))
    excuses = [
        _exception(brief, target, likenesses[target], likenesses[name])
        for target, name in excused.items()
        if target in likenesses
    ]
    return (*broke, *excuses)


def _excused(brief: Brief, rules: Sequence[str]) -> dict[str, str]:
    """Each exception with the likeliest rule that it may excuse, of `rules` with the likeliest last."""
    return {target: name for name in rules for target in brief.clauses[name].targets(Relation.EXCEPT)}


def _rule(brief: Brief, name: str, probability: float, segment: CaseSegment, like: Likeness) -> DraftFinding:
    clause = brief.clauses[name]
    unknown = missing_names(clause, brief)
    likely = FindingStatus.VIOLATED if probability >= 0.5 else FindingStatus.SATISFIED
    return DraftFinding(
        clause_id=name,
        status=FindingStatus.UNCLEAR if unknown else likely,
        probability=probability,
        rationale=f"{_nearest('breaks', like.positive)} Probability {probability:.2f} from examples and precedents.",
        counterpoint=_nearest("keeps", like.negative),
        judge="local",
        content_quotes=(DraftQuote(item_id=segment.item_id, text=segment.text, start=segment.start),),
        clause_quote=clause.text,
        missing_evidence=unknown,
        evidence_ids=tuple(found.id for found in brief.evidence.clauses if found.clause_id == name),
    )


def _exception(brief: Brief, name: str, like: Likeness, rule: Likeness) -> DraftFinding:
    probability = excuse(like, rule)
    return DraftFinding(
        clause_id=name,
        status=FindingStatus.EXEMPTED if probability >= 0.5 else FindingStatus.NOT_APPLICABLE,
        probability=probability,
        rationale=f"{_nearest('meets', like.positive)} Probability {probability:.2f}.",
        counterpoint=_nearest("does not meet", like.negative),
        judge="local",
        clause_quote=brief.clauses[name].text,
        evidence_ids=tuple(found.id for found in brief.evidence.clauses if found.clause_id == name),
    )


def _undecided(brief: Brief, segments: Sequence[CaseSegment]) -> tuple[DraftFinding, ...]:
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


def _read(clauses: Mapping[str, Clause]) -> list[Clause]:
    return [clause for clause in clauses.values() if clause.kind in (ClauseKind.RULE, ClauseKind.EXCEPTION)]


def _nearest(verb: str, example: tuple[str, float] | None) -> str:
    return f"Nearest example that {verb} it: “{example[0]}” (similarity {example[1]:.2f})." if example else ""


def _not_read(item_id: str, language: str) -> ReviewReason:
    return ReviewReason(
        code=ReviewCode.LANGUAGE_UNKNOWN,
        text=f"Item {item_id} seems to be in '{language}', which the embedded judge does not read.",
    )
