"""Guesses the kind of a clause from its wording, with a confidence."""

import re
from dataclasses import dataclass
from functools import lru_cache

from domain.clause import ClauseKind
from policies.importer.labels.duty_words import FOREIGN_WORDS

_QUOTED = '["\u201c\u201e\u00ab\'\u2018`][^"\u201d\u201c\u00bb]{1,60}["\u201d\u201c\u00bb\'\u2019]'

_STRONG: dict[ClauseKind, tuple[str, ...]] = {
    ClauseKind.DEFINITION: (
        rf"\A(?:(?:an?|the|to|\W)\s+)?{_QUOTED}(?:\s*\([^()]*\)|,?\s*(?:or|and)\s+{_QUOTED})*(?:\s\w+){{0,6}}?,?"
        r"\s+(?:shall\s+)?(?:also\s+)?(?:means?|refers?\s+to|includes?|is\b|are\b|has\s+the\s+meaning)",
        rf"{_QUOTED}\s+(?:shall\s+)?(?:means?|refers?\s+to)\b",
        r"\A.{0,80}\b(?:shall\s+)?(?:means?|refers?\s+to)\s+(?:an?|any|the|all|each|every|either|one)\b",
        r"\A[^\W\d_][\w' -]{0,60}(?<!\bby)(?<!\bthis)(?<!\bit)(?<!\bwhich)(?<!\bthat)\smeans\b(?!\sof\b)(?!\sthat\b)",
        r"\bis defined as\b",
    ),
    ClauseKind.EXCEPTION: (
        r"\A\W*(?:exceptions?\b|nothing in this\b|notwithstanding\b|as an exception\b)",
        r"\A\W*this (?:section|rule|clause|policy|article) does not apply",
        r"\A\W*the following (?:are|is) (?:exempt|excepted|not covered)",
        r"\A.{0,150}\b(?:does|do|shall|will) not apply\b",
        r"\b(?:is|are) (?:exempt|excepted|excused)\b|\bexempt(?:ion)? from\b",
    ),
    ClauseKind.PROCEDURE: (
        r"\bappeals?\b.{0,80}\b(?:within|to|by|must|may|can)\b",
        r"\b(?:may|can|to|please|should|must) (?:appeal|report|contact|e-?mail|notify|submit|file|request|reach)\b",
        r"\b(?:will|shall) be (?:reviewed|investigated|notified|acknowledged|considered|reported to)\b",
        r"\breported? (?:\w{1,40} ){0,6}(?:to|by|at|via)\b",
    ),
    ClauseKind.CONSEQUENCE: (
        r"\b(?:will|may|shall|can|must) (?:be|result in|lead to|face)\s(?:\w{1,40} ){0,4}?(?:suspen\w+|terminat\w+"
        r"|banned|ban|removed|removal|revoked|blocked|disabled|expelled|penal\w+|sanction\w*|deleted)\b",
        r"\bterminates? (?:automatically|upon|if)\b|\bwill (?:automatically )?terminate\b",
        r"\b(?:temporary|permanent) (?:ban|suspension)\b",
        r"\b(?:terminate|suspend|revoke|remove|delete|disable) (?:your|the|an?|any|their) (?:\w{1,40} ){0,2}?"
        r"(?:account|access|rights?|licen[sc]es?|content|posts?|listing)",
    ),
    ClauseKind.RULE: (
        r"\bmust\b|\bshall\b(?! (?:also )?(?:mean|include|have the meaning))",
        r"\b(?:may|can|should) (?:not|never)\b|\bcannot\b",
        r"\bdo(?:es)? not\b(?! (?:apply|include|mean))|\bdon[\u2019']t\b|\bnever\b|\bprohibit\w*\b|\bforbid\w*\b",
        r"\b(?:not|never) (?:\w{1,40} )?(?:allowed|permitted|tolerated|acceptable)\b|\bunacceptable\b",
        r"\b(?:is|are) (?:required|banned|mandatory)\b|\bagrees? (?:to|that|not)\b|\byou may\b|\bhas to\b|\bhave to\b",
        r"\bonly if\b|\bprovided that\b|\bhereby grants?\b|\bin no event\b|\bno warrant\w+\b",
    ),
}
_WEAK: dict[ClauseKind, tuple[str, ...]] = {
    ClauseKind.DEFINITION: (r"\bis (?:an?|any)\b|\bincludes?\b|\bconsists? of\b",),
    ClauseKind.PROCEDURE: (
        r"\b(?:process|procedure|review|request|notice|steps?|contact|report)\b"
        r"|\bwithin \w{1,20} (?:business |working |calendar )?(?:hours|days|weeks)\b",
    ),
    ClauseKind.CONSEQUENCE: (
        r"\b(?:consequences?|penalt(?:y|ies)|sanctions?|suspension|termination|violations?|warnings?)\b",
    ),
    ClauseKind.RULE: (
        r"\bshould\b|\bneeds? to\b|\bpledge\b|\bexpect\w*|\bresponsib\w+|\bmay\b|\bwill\b",
        r"\b(?:be|avoid|keep|use|make|respect|ensure|treat|follow|include|add|write|provide)\b",
    ),
}
_TITLES: dict[ClauseKind, tuple[str, ...]] = {
    ClauseKind.DEFINITION: (r"\bdefin(?:ition|ed)|\bglossary\b|\bterminology\b|\binterpretation\b",),
    ClauseKind.EXCEPTION: (
        r"\bexception|\bexempt|\bexclusions?\b|\bpermitted\b|\ballowed\b|\badditional permissions\b",
    ),
    ClauseKind.PROCEDURE: (
        r"\bappeal|\breport(?:ing|s)?\b|\bprocedure|\bprocess\b|\bcontact|\bhow to\b|\bsubmit",
        r"\bhandling\b|\breview\b|\benforcement\b",
    ),
    ClauseKind.CONSEQUENCE: (
        r"\bconsequence|\bpenalt|\bsanction|\bterminat|\bsuspen|\bban\b|\bwarning\b|\bcorrection\b|\bremoval\b",
    ),
    ClauseKind.RULE: (
        r"\brule|\bstandards?\b|\brequire|\bobligation|\bconditions?\b|\bprohibit|\brestrict|\bresponsibilit",
        r"\blimitation|\bmust\b|\bdo not\b|\bdon[\u2019']t\b|\bgrant\b",
    ),
}
NON_BINDING_TITLE = re.compile(
    r"preamble|end of|introduction|background|overview|about\b|attribution|acknowledge?ments?|credits?|foreword|summary"
    r"|purpose|changelog|history|thanks|further reading|references|see also|licen[sc]e$|table of contents|faq|appendix",
    re.I,
)

_DUTY = re.compile(
    r"\b(?:must|shall|may not|cannot|do not|don['\u2019]t|(?:is|are) (?:strictly )?(?:prohibited|forbidden|banned"
    r"|not allowed"
    r"|not permitted|required to))\b|" + "|".join(FOREIGN_WORDS[ClauseKind.RULE]),
    re.IGNORECASE,
)
_PAUSE = re.compile(r"[.,;:!?\u3002\uff0c\u3001\u060c]")
_ENGLISH = re.compile(r"\b(?:the|and|we|our|is|are|was|were|you|this|of|with)\b", re.IGNORECASE)
_ORDER = (
    ClauseKind.DEFINITION,
    ClauseKind.EXCEPTION,
    ClauseKind.CONSEQUENCE,
    ClauseKind.PROCEDURE,
    ClauseKind.RULE,
)
_BINDING_KINDS = (ClauseKind.RULE, ClauseKind.CONSEQUENCE, ClauseKind.EXCEPTION, ClauseKind.DEFINITION)
_OPENING_CHARS = 240  # the rest of a clause is often its conditions
_MIN_SURE_CONFIDENCE, _MIN_BINDING_SCORE = 0.5, 1.0


def _compiled(table: dict[ClauseKind, tuple[str, ...]]) -> "dict[ClauseKind, re.Pattern[str]]":
    return {kind: re.compile("|".join(patterns), re.I | re.S) for kind, patterns in table.items()}


STRONG = _compiled({kind: (*patterns, *FOREIGN_WORDS.get(kind, ())) for kind, patterns in _STRONG.items()})
WEAK, TITLES = _compiled(_WEAK), _compiled(_TITLES)


@dataclass(frozen=True)
class Guess:
    """`kind` is None if no word indicates any kind. `score` sums the indications; `confidence` is from 0 to 1."""

    kind: ClauseKind | None
    score: float
    confidence: float

    @property
    def is_sure(self) -> bool:
        return self.confidence >= _MIN_SURE_CONFIDENCE

    @property
    def is_binding(self) -> bool:
        return self.score >= _MIN_BINDING_SCORE


def guess_kind(title: str, text: str) -> Guess:
    scores = {kind: _score(kind, title, text) for kind in _ORDER}
    if not any(scores.values()):
        return Guess(None, 0.0, 0.0)
    kind = max(_ORDER, key=lambda kind: scores[kind])
    if kind is ClauseKind.EXCEPTION and _is_rule_with_exception(title, text):
        kind = ClauseKind.RULE
    rest = max(score for other, score in scores.items() if other is not kind)
    return Guess(kind, scores[kind], round((scores[kind] - rest / 2) / (scores[kind] + 1), 2))


def _is_rule_with_exception(title: str, text: str) -> bool:
    """Whether a duty comes first, and the exception after a comma or in a later sentence."""
    duty, exception = _DUTY.search(text), STRONG[ClauseKind.EXCEPTION].search(text)
    if not duty or not exception or TITLES[ClauseKind.EXCEPTION].search(title):
        return False
    return duty.end() <= exception.end() and bool(_PAUSE.search(text, duty.end(), exception.end()))


def _score(kind: ClauseKind, title: str, text: str) -> float:
    """Weights for words of the kind in the opening, in the rest and in the title. An opening definition or exception
    counts more."""
    opening = text[:_OPENING_CHARS]
    match = STRONG[kind].search(opening)
    opens_clause = kind in (ClauseKind.DEFINITION, ClauseKind.EXCEPTION) and match is not None and match.start() == 0
    strong = 2.0 * bool(match) + 1.0 * bool(STRONG[kind].search(text, _OPENING_CHARS)) + 2.0 * opens_clause
    in_title = 2.5 * bool(title and TITLES[kind].search(title))
    weak = kind in WEAK and WEAK[kind].search(opening)
    return strong + in_title + 0.5 * bool(weak)


@lru_cache(maxsize=20_000)
def is_binding(text: str) -> bool:
    """Whether the text obliges, allows or forbids something, or states a consequence."""
    return any(STRONG[kind].search(text) for kind in _BINDING_KINDS)


def is_duty(text: str) -> bool:
    """Whether a sentence obliges or forbids in so many words."""
    return bool(_DUTY.search(text))


def is_english(text: str) -> bool:
    return len(_ENGLISH.findall(text[:10_000])) > 0


def is_definition(text: str) -> bool:
    return bool(STRONG[ClauseKind.DEFINITION].search(text[:_OPENING_CHARS]))
