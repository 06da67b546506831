"""Finds the passages of a case that address the reviewer."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, takewhile
from time import monotonic
from typing import NamedTuple

from agent.evidence.prompt_injection.joined_text import JoinedText, Place
from agent.evidence.prompt_injection.patterns import PatternMatch, match_patterns
from agent.evidence.prompt_injection.source_texts import SourceText, first_characters, names, written_texts
from domain.case import Case
from domain.evidence import InjectionAttempt, InjectionKind
from domain.finding import ContentQuote
from text.decoding import TAGS, decode
from text.markup import ENTITY
from text.normalised_text import Edit, NormalisedText
from text.normalization import normalise
from text.spelling import respell

MAX_CHARS = 500_000  # of a case; more than twice the default limit of a case
MAX_SECONDS = 5.0  # for a case; an ordinary one takes a ten-thousandth of it, the largest that was tried 1
MAX_QUOTE_CHARS = 400
MAX_ATTEMPTS = 12
CLAUSE_ID = re.compile(r"(?<![\w-])([A-Z]{2,6})-[0-9]++(?:\.[0-9]++)*+(?![\w-])")
SENTENCE_ENDS = ".!?\n"
LINE = re.compile(r"\S(?:[^\n]*\S)?")
LINE_ENDING = ".…-"
APART = "\n\n"  # no pattern matches across it

Clock = Callable[[], float]


class InjectionSearch(NamedTuple):
    """`unread`: why a part of the case was not searched, or None."""

    attempts: tuple[InjectionAttempt, ...]
    unread: str | None


class _Detection(NamedTuple):
    """`detail`: what the quoted passages say once decoded or joined."""

    kind: InjectionKind
    quotes: tuple[ContentQuote, ...]
    detail: str = ""


@dataclass
class _TimeLimit:
    clock: Clock
    end: float = field(init=False)
    was_hit: bool = False

    def __post_init__(self) -> None:
        self.end = self.clock() + MAX_SECONDS

    def is_over(self) -> bool:
        self.was_hit = self.was_hit or self.clock() > self.end
        return self.was_hit


def detect_injection(case: Case, clause_ids: Collection[str], clock: Clock = monotonic) -> InjectionSearch:
    """Each passage once, by its first match. `clause_ids`: all that the corpus has ever had. `clock`: in seconds."""
    everything = (*written_texts(case), *names(case))
    size = sum(len(source.text) for source in everything)
    texts = tuple(first_characters(everything, MAX_CHARS))
    limit = _TimeLimit(clock)
    attempts: list[InjectionAttempt] = []
    for detection in _detections(texts, clause_ids, limit):
        if len(attempts) == MAX_ATTEMPTS:
            break
        if not any(_overlap(detection.quotes, known.quotes) for known in attempts):
            number = len(attempts) + 1
            attempts.append(InjectionAttempt(id=f"M{number}", **detection._asdict()))
    if size > MAX_CHARS:
        return InjectionSearch(tuple(attempts), f"only the first {MAX_CHARS:,} of {size:,} characters were searched")
    return InjectionSearch(tuple(attempts), "the search took too long" if limit.was_hit else None)


def _detections(texts: Sequence[SourceText], clause_ids: Collection[str], limit: _TimeLimit) -> Iterator[_Detection]:
    yield from _as_written(texts, clause_ids, limit)
    yield from _decoded(texts, limit)
    written = [source for source in texts if not source.are_names]
    for parts in (_lines(written), _trimmed(written)):
        yield from _across(written, parts, limit)


def _as_written(texts: Sequence[SourceText], clause_ids: Collection[str], limit: _TimeLimit) -> Iterator[_Detection]:
    joined = JoinedText.of((source.text for source in texts), APART)
    matches = chain(match_patterns(joined.text, limit.is_over), _forged_clauses(joined.text, clause_ids))
    places = [(match.kind, joined.last_place(match.start, match.end)) for match in matches]
    for kind, place in sorted(places, key=lambda found: found[1].number):
        yield _Detection(kind, (_quote(texts[place.number], place.start, place.end),))


def _decoded(texts: Sequence[SourceText], limit: _TimeLimit) -> Iterator[_Detection]:
    in_time = takewhile(lambda _: not limit.is_over(), texts)
    readings = [(source, kind, read) for source in in_time for kind, read in _readings(source.text)]
    joined = JoinedText.of((read.text for _, _, read in readings), APART)
    for match in match_patterns(joined.text, limit.is_over):
        number, start, end = joined.last_place(match.start, match.end)
        source, kind, read = readings[number]
        detail = read.text[max(0, start - MAX_QUOTE_CHARS // 4) :][:MAX_QUOTE_CHARS]
        yield _Detection(kind, (_quote(source, *read.source_span(start, end)),), detail)


def _readings(text: str) -> Iterator[tuple[InjectionKind, NormalisedText]]:
    """What a text says besides what is written there; nothing for an ordinary text."""
    tags = [Edit(*found.span(), "".join(chr(ord(c) - 0xE0000) for c in found[0])) for found in TAGS.finditer(text)]
    if tags:
        yield InjectionKind.HIDDEN, NormalisedText.of(text).replaced(tags)
    normalised = normalise(text)
    letters, decoded = respell(normalised), decode(normalised)
    if letters.text.casefold() != text.casefold():
        yield InjectionKind.ENCODED if ENTITY.search(text) else InjectionKind.HIDDEN, letters
    if decoded.text != normalised.text:
        yield InjectionKind.ENCODED, decoded


def _across(texts: Sequence[SourceText], parts: Sequence[Place], limit: _TimeLimit) -> Iterator[_Detection]:
    """Instructions that appear only when some parts of the texts are joined."""
    joined = JoinedText.of((texts[part.number].text[part.start : part.end] for part in parts), " ")
    for match in match_patterns(joined.text, limit.is_over) if len(parts) > 1 else ():
        places = [*joined.places(match.start, match.end)]
        if len(places) > 1:
            found = ((parts[place.number], place) for place in places)
            quotes = (_quote(texts[part.number], part.start + p.start, part.start + p.end) for part, p in found)
            yield _Detection(InjectionKind.SPLIT, tuple(quotes), joined.text[match.start : match.end])


def _lines(texts: Sequence[SourceText]) -> list[Place]:
    return [Place(n, *line.span()) for n, source in enumerate(texts) for line in LINE.finditer(source.text)]


def _trimmed(texts: Sequence[SourceText]) -> list[Place]:
    """Each text without the signs that lead on to the next."""
    starts = [len(source.text) - len(source.text.lstrip()) for source in texts]
    trimmed = [source.text.strip().rstrip(LINE_ENDING) for source in texts]
    sized = enumerate(zip(starts, map(len, trimmed), strict=True))
    return [Place(number, start, start + size) for number, (start, size) in sized if size]


def _forged_clauses(text: str, clause_ids: Collection[str]) -> Iterator[PatternMatch]:
    """Clause ids with a prefix of this corpus that no clause has ever had."""
    found = [match for match in CLAUSE_ID.finditer(text) if match[0] not in clause_ids]
    prefixes = {name.rpartition("-")[0] for name in clause_ids} if found else set()
    for match in found:
        if match[1] in prefixes:
            yield PatternMatch(InjectionKind.FORGED_CLAUSE, *match.span())


def _quote(source: SourceText, start: int, end: int) -> ContentQuote:
    """The sentence or line around a match, with at most half of `MAX_QUOTE_CHARS` on either side."""
    text = source.text
    first, last = max(0, start - MAX_QUOTE_CHARS // 2), min(len(text), end + MAX_QUOTE_CHARS // 2)
    first = max(first, *(text.rfind(mark, first, start) + 1 for mark in SENTENCE_ENDS))
    last = min((at for mark in SENTENCE_ENDS if (at := text.find(mark, end, last)) >= 0), default=last)
    passage = text[first:last]
    first += len(passage) - len(passage.lstrip())
    last -= len(passage) - len(passage.rstrip())
    return ContentQuote(item_id=source.name, start=first, end=last, text=text[first:last])


def _overlap(quotes: tuple[ContentQuote, ...], known: tuple[ContentQuote, ...]) -> bool:
    """Whether each of `quotes` overlaps one of `known`."""
    return all(any(q.item_id == k.item_id and k.start < q.end and q.start < k.end for k in known) for q in quotes)
