"""What a letter to a creator must not carry, found by rule: no model is asked and nothing is guessed."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pydantic import JsonValue

from agent.messages.forbidden_terms import MACHINERY, REPORTER
from domain.case import Case
from domain.consequence import Consequence
from domain.evidence import Evidence
from domain.verdict import Verdict
from prompts.untrusted import one_line


class LeakKind(StrEnum):
    NUMBER = "number"
    MACHINERY = "machinery"
    REPORTER = "reporter"
    IDENTIFIER = "identifier"
    CONTACT = "contact"


@dataclass(frozen=True)
class Leak:
    kind: LeakKind
    text: str


@dataclass(frozen=True)
class Public:
    """What a letter may repeat: the creator's own lines as they are set in it, the law's words, and whole numbers
    of days. Everything else in it is prose, in which no other number may stand."""

    own: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    days: frozenset[int] = frozenset()


_EMAIL = r"[\w.+-]+@[\w-]+\.[\w.-]*\w"
_DATE = r"\d{4}-\d\d-\d\d(?!\d)|\d\d?\.\d\d?\.\d{4}(?!\d)"
_PHONE = rf"(?<![\w.,-])(?!{_DATE})\+?\(?\d(?:[ .()-]{{0,2}}\d){{6,14}}(?!\d)"
_HANDLE = r"(?<![\w@.])@\w[\w.]*\w"
_IN_PROSE = (
    (LeakKind.CONTACT, re.compile(rf"{_EMAIL}|{_PHONE}|{_HANDLE}")),
    (LeakKind.MACHINERY, MACHINERY),
    (LeakKind.REPORTER, REPORTER),
)
_NUMBER = re.compile(r"\d[\d.,]*%?|%")
_CLAUSE_KEY = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]*-\d[\d.]*@\w[\w.]*")
_PUBLIC = "\ufffc"
LONGEST_NAME = 120  # also of what is kept in memory


def leaks(text: str, public: Public, secrets: frozenset[str] = frozenset()) -> tuple[Leak, ...]:
    """What `text` says beyond what is public, in no more than one entry for the same words.

    Ids and names are looked for in all but the creator's own lines, so that a rule's teaching cannot name a detector
    either; the rest is looked for in the prose alone, since law may well speak of scores, reports and numbers.
    """
    without_own = _blanked(_plain(text), public.own)
    prose = _blanked(without_own, public.law)
    found = [Leak(LeakKind.IDENTIFIER, m) for m in _CLAUSE_KEY.findall(without_own)]
    found += [Leak(LeakKind.IDENTIFIER, s) for s in _occurring(secrets - set(public.law), without_own)]
    found += [Leak(kind, m.group()) for kind, pattern in _IN_PROSE for m in pattern.finditer(prose)]
    numbers = (m.group().rstrip(".,") for m in _NUMBER.finditer(prose))
    found += [Leak(LeakKind.NUMBER, n) for n in numbers if not (n.isdecimal() and int(n) in public.days)]
    return tuple(dict.fromkeys(found))


def secrets_of(
    case: Case, verdict: Verdict, consequence: Consequence, evidence: Evidence | None = None
) -> frozenset[str]:
    """The ids, sources, judges and text facts of a case that read as names. An id that is an ordinary word (`caption`)
    cannot be told from the word and is left out; clause ids are public, they are what an appeal refers to."""
    names = {case.id, case.creator_id or "", *(item.id for item in case.content), *_texts(list(case.facts.values()))}
    names |= {part for f in verdict.findings for part in (f.judge, *re.split(r"[/:\s]", f.judge), *f.evidence_ids)}
    reasons = (*verdict.reasons_for, *verdict.reasons_against, *verdict.would_change)
    names |= {e for reason in reasons for e in reason.evidence_ids}
    names |= {incident.violation_id for incident in consequence.incidents}
    names |= set(_gathered(evidence)) if evidence else set()
    clause_ids = {f.clause_id for f in verdict.findings} | {i.clause_id for i in consequence.incidents}
    clause_ids |= {found.clause_id for found in evidence.clauses} if evidence else set()
    return frozenset(name for name in names - clause_ids if 3 <= len(name) <= LONGEST_NAME and _reads_as_name(name))


def masked(line: str, handles: bool) -> str:
    """`line` with e-mail addresses and phone numbers hidden, and with `handles` the @names too.

    A quoted line may hold somebody else's number, a buyer's say, and no rule can tell whose it is; the creator knows
    the line without it. An @name that a creator wrote is public; one in a comment may be the commenter's.
    """
    hidden = re.sub(_PHONE, "[phone number]", re.sub(_EMAIL, "[e-mail address]", line))
    return re.sub(_HANDLE, "[name]", hidden) if handles else hidden


def _gathered(evidence: Evidence) -> Iterator[str]:
    for clause in evidence.clauses:
        yield from (clause.id, f"{clause.clause_id}@{clause.version}")
    for precedent in evidence.precedents:
        yield from (precedent.id, precedent.precedent_id)
    yield evidence.signals.source
    signals = evidence.signals.signals
    if signals:
        yield from (signals.creator_id, signals.tier or "", *(v.id for v in signals.violations))


def _texts(value: JsonValue) -> Iterable[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in _texts(one)]


@lru_cache(maxsize=4096)  # evidence has the same few ids, case after case
def _reads_as_name(name: str) -> bool:
    """Some letter, and something that an ordinary word or phrase has not; digits alone are the number rule's."""
    has_letter = re.search(r"[^\W\d_]", name) is not None
    return has_letter and re.search(r"[\d_@:/#]|[a-z][A-Z]", name) is not None


def _occurring(secrets: Iterable[str], text: str) -> list[str]:
    folded = text.casefold()
    return sorted(secret for secret in secrets if next(_places(_plain(secret).casefold(), folded), None) is not None)


def _blanked(text: str, parts: Iterable[str]) -> str:
    for part in sorted(dict.fromkeys(map(_plain, parts)), key=len, reverse=True):
        ends = [0, *(edge for at in _places(part, text) for edge in (at, at + len(part))), len(text)]
        text = _PUBLIC.join(text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True))
    return text


def _places(words: str, text: str) -> Iterator[int]:
    """Where the words stand in a text with no letter or digit beside them, none within the one before. An expression
    for each would be dear to compile."""
    at = text.find(words) if words else -1
    while at >= 0:
        end = at + len(words)
        alone = not (_in_word(text[at - 1 : at]) or _in_word(text[end : end + 1]))
        if alone:
            yield at
        at = text.find(words, end if alone else at + 1)


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"


@lru_cache(maxsize=4096)  # the law's words come by with every letter
def _plain(text: str) -> str:
    return one_line(unicodedata.normalize("NFKC", one_line(text)))
