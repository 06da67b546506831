"""Checks a draft by rule: quotes, the clauses it names, what it gives away, length, language and promises."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from agent.judges.language import foreign
from agent.messages.disclosure_check import Public, leaks
from agent.messages.promise_terms import PROMISES
from agent.messages.readability import readable
from agent.messages.writer_schema import ReasonsDraft, WholeDraft
from domain.clause import Clause
from domain.finding import Finding, FindingStatus

MOST_REASONS, MOST_STEPS = 3, 5
LONGEST_REASON, LONGEST_EXPLANATION, LONGEST_STEP = 500, 900, 240
ALIKE = {"id": frozenset({"id", "ms"}), "pt": frozenset({"pt", "gl"}), "es": frozenset({"es", "gl", "ca"})}
QUOTED = re.compile(r"[\u201c\u201e\u00ab\u201d\"]([^\u201c\u201d\u201e\u00ab\u00bb\"]+)[\u201d\u201c\u00bb\"]")
CLAUSE_ID = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d+(?:\.\d+)*(?![\w-])")
NUMBER = re.compile(r"\d[\d.,]*")


@dataclass(frozen=True)
class Source:
    """What a draft may be made of: the findings that matter, and the clauses that they name."""

    findings: Sequence[Finding]
    clauses: Mapping[str, Clause]
    secrets: frozenset[str]

    @cached_property
    def broken(self) -> list[str]:
        return [finding.clause_id for finding in self.findings if finding.status is FindingStatus.VIOLATED]

    @cached_property
    def words(self) -> str:
        """Everything that may be quoted, white space evened out."""
        own = (quote.text for finding in self.findings for quote in finding.content_quotes)
        return _even("\n".join((*own, *self.law)))

    @cached_property
    def law(self) -> tuple[str, ...]:
        return tuple(text for clause in self.clauses.values() for text in _texts(clause))

    def facts(self) -> str:
        return " ".join(f"{fact.name} {fact.value}" for finding in self.findings for fact in finding.facts)


def faults(draft: ReasonsDraft, source: Source, locale: str) -> tuple[str, ...]:
    """What is wrong with a draft, each in a line that its writer can mend it by; none where it may be used."""
    found = [*_of_reasons(draft, source)]
    if isinstance(draft, WholeDraft):
        found += _of_lesson(draft, source, locale)
    return tuple(dict.fromkeys(found))


def _of_reasons(draft: ReasonsDraft, source: Source) -> Iterator[str]:
    for name in ("reasons_for", "reasons_against", "would_flip"):
        if not 1 <= len(getattr(draft, name)) <= MOST_REASONS:
            yield f"{name}: give one to {MOST_REASONS}"
    told = "\n".join(draft.lines())
    yield from _too_long("a reason", draft.lines(), LONGEST_REASON)
    yield from _made_up(told, source)
    yield from _named(told, source.clauses)
    known = {number.rstrip(".,") for number in NUMBER.findall(source.words + source.facts())}
    yield from (f"the number {n} is nowhere in what was settled" for n in _numbers(told) if n not in known)


def _of_lesson(draft: WholeDraft, source: Source, locale: str) -> Iterator[str]:
    prose = draft.prose()
    told = [part.clause_id for part in draft.taught]
    if sorted(told) != sorted(source.broken):
        yield f"taught: one explanation for each of {', '.join(source.broken)} and no other"
    if not 1 <= len(draft.steps) <= MOST_STEPS:
        yield f"steps: give two to {MOST_STEPS}"
    yield from _too_long("an explanation", [part.explanation for part in draft.taught], LONGEST_EXPLANATION)
    yield from _too_long("a step", draft.steps, LONGEST_STEP)
    yield from _made_up(prose, source)
    yield from _named(prose, source.broken)
    public = Public(own=_own(source), law=(*source.law, *source.clauses))
    yield from (
        f"leave out \u201c{leak.text}\u201d ({leak.kind.value})" for leak in leaks(prose, public, source.secrets)
    )
    there = source.words.lower()
    promised = (word for word in PROMISES.findall(prose) if word.lower() not in there)
    yield from (f"leave out \u201c{word}\u201d: speak of no penalty and promise nothing" for word in promised)
    if foreign(prose, ALIKE.get(locale, frozenset({locale}))):
        yield f"write the lesson in the language {locale}"
    if not readable(prose, locale):
        yield "write the lesson in shorter words and sentences"


def _too_long(what: str, texts: Sequence[str], most: int) -> Iterator[str]:
    if any(not text.strip() or len(text) > most for text in texts):
        yield f"{what} is empty or longer than {most} characters"


def _made_up(text: str, source: Source) -> Iterator[str]:
    there = source.words
    for quoted in QUOTED.findall(text):
        if _even(quoted).strip(" .,;:!?") not in there:
            yield f"\u201c{quoted[:80]}\u201d stands between quotation marks and nobody wrote it"


def _named(text: str, allowed: Mapping[str, Clause] | Sequence[str]) -> Iterator[str]:
    yield from (f"do not name {name}" for name in CLAUSE_ID.findall(text) if name not in allowed)


def _numbers(text: str) -> list[str]:
    return [number.rstrip(".,") for number in NUMBER.findall(CLAUSE_ID.sub(" ", text))]


def _own(source: Source) -> tuple[str, ...]:
    return tuple(quote.text for finding in source.findings for quote in finding.content_quotes)


def _texts(clause: Clause) -> tuple[str, ...]:
    taught = clause.teaching
    return (clause.title, clause.text, *((taught.why, *taught.fix, *taught.appeal_evidence) if taught else ()))


def _even(text: str) -> str:
    return " ".join(text.split())
