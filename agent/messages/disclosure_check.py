"""Finds what a letter to a creator must not disclose."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from pydantic import JsonValue

from agent.messages.contact_patterns import E_MAIL_ADDRESS, HANDLE, PHONE_NUMBER
from agent.messages.forbidden_terms import TermKind, term_pattern
from agent.messages.quotations import without_quotations
from domain.case import Case
from domain.consequence import Consequence
from domain.evidence import Evidence
from domain.verdict import Verdict
from prompts.untrusted import one_line


class DisclosureKind(StrEnum):
    NUMBER = "number"
    INTERNALS = "internals"
    REPORTER = "reporter"
    IDENTIFIER = "identifier"
    CONTACT = "contact"
    LINK = "link"
    MARKUP = "markup"
    NAME = "name"
    COMPARISON = "comparison"
    ACTION = "action"
    PROMISE = "promise"
    CREDENTIALS = "credentials"
    PLATFORM = "platform"
    HISTORY = "history"
    PRIVATE = "private"
    ACCUSATION = "accusation"
    INSULT = "insult"
    ORDER = "order"


@dataclass(frozen=True)
class Disclosure:
    kind: DisclosureKind
    text: str


@dataclass(frozen=True)
class AllowedText:
    """What a letter may repeat: lines of the creator as the letter shows them, texts of the policies, and numbers of
    days. The rest of the letter is prose. It may quote from these and from `quotable` texts in quotation marks, and
    contains no number that they do not have."""

    creator_lines: tuple[str, ...] = ()
    policy_texts: tuple[str, ...] = ()
    day_counts: frozenset[int] = frozenset()
    quotable: tuple[str, ...] = ()

    @cached_property
    def sources(self) -> tuple[str, ...]:
        return tuple(map(_plain, (*self.creator_lines, *self.policy_texts, *self.quotable)))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Numbers of the sources, and "%" if they have a percentage."""
        joined = " ".join(self.sources)
        numbers = {found[0].rstrip(".,%") or "%" for found in _NUMBER.finditer(joined)}
        return frozenset(numbers | ({"%"} if "%" in joined or _PERCENT.search(joined) else set()))


_CONTACTS = (E_MAIL_ADDRESS, PHONE_NUMBER, HANDLE)
_TERMS = {TermKind.INTERNALS: DisclosureKind.INTERNALS, TermKind.REPORTER: DisclosureKind.REPORTER}
_NUMBER = re.compile(r"\d[\d.,]*%?|%")
_PERCENT = re.compile(r"\b(?:percent\w*|porcenta\w+|por cient?o|persen\w*|phần trăm)|เปอร์เซ็นต์|ร้อยละ", re.IGNORECASE)
_CLAUSE_KEY = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]*-\d[\d.]*@\w[\w.]*")
_ALLOWED_MARK = "\ufffc"
MAX_NAME_CHARS = 120
MAX_DAY_DIGITS = 6
CACHED_TEXTS = 4096


def find_disclosures(
    text: str, allowed: AllowedText, confidential: frozenset[str] = frozenset()
) -> tuple[Disclosure, ...]:
    """What `text` discloses beyond what is allowed; the same words are reported once.

    Ids and confidential names are searched for outside the creator's lines, policy texts included: the guidance of a
    rule must not name a detector either. The other kinds are searched for in the prose only, because policies may
    speak of scores, reports and numbers.
    """
    without_lines = _without(_plain(text), allowed.creator_lines)
    prose = _without(without_lines, allowed.policy_texts)
    names = _occurring(confidential - set(allowed.policy_texts), without_lines)
    disclosures = [Disclosure(DisclosureKind.IDENTIFIER, m) for m in _CLAUSE_KEY.findall(without_lines)]
    disclosures += [Disclosure(DisclosureKind.IDENTIFIER, name) for name in names]
    disclosures += [Disclosure(DisclosureKind.CONTACT, m[1]) for pattern in _CONTACTS for m in pattern.finditer(prose)]
    prose = without_quotations(prose, allowed.sources, _ALLOWED_MARK)
    disclosures += [
        Disclosure(kind, m[0])
        for terms, kind in _TERMS.items()
        for m in term_pattern(terms).finditer(prose)
        if not ("%" in allowed.numbers and _PERCENT.fullmatch(m[0]))
    ]
    numbers = (m[0].rstrip(".,") for m in _NUMBER.finditer(prose))
    disclosures += [Disclosure(DisclosureKind.NUMBER, n) for n in numbers if not _is_allowed_number(n, allowed)]
    return tuple(dict.fromkeys(disclosures))


def confidential_names(
    case: Case, verdict: Verdict, consequence: Consequence, evidence: Evidence | None = None
) -> frozenset[str]:
    """The ids, sources, judges and text facts of a case that look like names. An id that is an ordinary word
    (`caption`) is left out, because it cannot be distinguished from the word. Clause ids are public: appeals refer to
    them."""
    names = {case.id, case.creator_id or "", *(item.id for item in case.content), *_texts(list(case.facts.values()))}
    names |= {part for f in verdict.findings for part in (f.judge, *re.split(r"[/:\s]", f.judge), *f.evidence_ids)}
    reasons = (*verdict.reasons_for, *verdict.reasons_against, *verdict.would_change)
    names |= {e for reason in reasons for e in reason.evidence_ids}
    names |= {incident.violation_id for incident in consequence.incidents}
    names |= set(_evidence_names(evidence)) if evidence else set()
    clause_ids = {f.clause_id for f in verdict.findings} | {i.clause_id for i in consequence.incidents}
    clause_ids |= {found.clause_id for found in evidence.clauses} if evidence else set()
    return frozenset(name for name in names - clause_ids if 3 <= len(name) <= MAX_NAME_CHARS and _looks_like_name(name))


def prose_of(text: str, allowed: AllowedText) -> str:
    """`text` in one line without the creator's lines, the texts of the policies, and quotations from them."""
    prose = _without(_without(_plain(text), allowed.creator_lines), allowed.policy_texts)
    return without_quotations(prose, allowed.sources, _ALLOWED_MARK)


def _is_allowed_number(number: str, allowed: AllowedText) -> bool:
    """A number may have any length, and Python refuses to convert thousands of digits."""
    if (number.rstrip("%") or "%") in allowed.numbers:
        return True
    return number.isdecimal() and len(number) <= MAX_DAY_DIGITS and int(number) in allowed.day_counts


def _evidence_names(evidence: Evidence) -> Iterator[str]:
    for clause in evidence.clauses:
        yield from (clause.id, f"{clause.clause_id}@{clause.version}")
    for precedent in evidence.precedents:
        yield from (precedent.id, precedent.precedent_id)
    for reading in evidence.account:
        yield from (name for line in reading.lines for name in (line.id, *line.posts))
    yield evidence.signals.source
    signals = evidence.signals.signals
    if signals:
        yield from (signals.creator_id, signals.tier or "", *(v.id for v in signals.violations))


def _texts(value: JsonValue) -> Iterable[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in _texts(one)]


@lru_cache(maxsize=CACHED_TEXTS)  # many cases have the same ids in their evidence
def _looks_like_name(name: str) -> bool:
    """It has a letter, and a character that ordinary words do not have. The number rule covers digits alone."""
    has_letter = re.search(r"[^\W\d_]", name) is not None
    return has_letter and re.search(r"[\d_@:/#]|[a-z][A-Z]", name) is not None


def _occurring(names: Iterable[str], text: str) -> list[str]:
    folded = text.casefold()
    return sorted(name for name in names if next(_positions(_plain(name).casefold(), folded), None) is not None)


def _without(text: str, parts: Iterable[str]) -> str:
    for part in sorted(dict.fromkeys(map(_plain, parts)), key=len, reverse=True):
        ends = [0, *(edge for at in _positions(part, text) for edge in (at, at + len(part))), len(text)]
        text = _ALLOWED_MARK.join(text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True))
    return text


def _positions(words: str, text: str) -> Iterator[int]:
    """The offsets of the words in the text, if no letter or digit is next to them; without overlaps. This is cheaper
    than compiling a regular expression for each."""
    at = text.find(words) if words else -1
    while at >= 0:
        end = at + len(words)
        alone = not (_in_word(text[at - 1 : at]) or _in_word(text[end : end + 1]))
        if alone:
            yield at
        at = text.find(words, end if alone else at + 1)


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"


@lru_cache(maxsize=CACHED_TEXTS)  # every letter repeats texts of the policies
def _plain(text: str) -> str:
    return one_line(unicodedata.normalize("NFKC", one_line(text)))
