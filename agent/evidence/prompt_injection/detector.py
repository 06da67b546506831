"""Finds the passages of a case that address the reviewer."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from agent.evidence.prompt_injection.decoding import decoded_texts
from agent.evidence.prompt_injection.patterns import PatternMatch, match_patterns
from domain.case import Case
from domain.evidence import InjectionAttempt, InjectionKind
from domain.finding import ContentQuote

MAX_QUOTE_CHARS = 400
MAX_ATTEMPTS = 12
CLAUSE_ID = re.compile(r"(?<![\w-])([A-Z]{2,6})-\d+(?:\.\d+)*(?![\w-])")
SENTENCE_ENDS = ".!?\n"
LINE_ENDING = ".…-"

_Detection = tuple[InjectionKind, tuple[ContentQuote, ...], str]
"""A kind, the quoted passages, and what they say once decoded or joined."""


@dataclass(frozen=True)
class SourceText:
    """A content item or a fact with a text value. `name` is the item's id, or `facts.` and the fact's name."""

    name: str
    text: str


def detect_injection(case: Case, clause_ids: Collection[str]) -> tuple[InjectionAttempt, ...]:
    """Each passage once, by its first match. `clause_ids` are all ids that the corpus has ever had."""
    attempts: dict[tuple[ContentQuote, ...], InjectionAttempt] = {}
    *texts, ids = _source_texts(case)
    for kind, quotes, detail in (*_within_texts([*texts, ids], clause_ids), *_across_texts(texts)):
        if not any(_overlap(quotes, known) for known in attempts):
            number = len(attempts) + 1
            attempts[quotes] = InjectionAttempt(id=f"M{number}", kind=kind, quotes=quotes, detail=detail)
    return tuple(attempts.values())[:MAX_ATTEMPTS]


def _source_texts(case: Case) -> Iterator[SourceText]:
    """The item ids come last, as one text."""
    yield from (SourceText(item.id, item.text) for item in case.content)
    yield from (SourceText(f"facts.{name}", value) for name, value in case.facts.items() if isinstance(value, str))
    yield SourceText("ids", " ".join(item.id for item in case.content))


def _within_texts(texts: Sequence[SourceText], clause_ids: Collection[str]) -> Iterator[_Detection]:
    for source in texts:
        for match in (*match_patterns(source.text), *_forged_clauses(source.text, clause_ids)):
            yield match.kind, (_quote(source, match.start, match.end),), ""
        for decoded in decoded_texts(source.text):
            if next(match_patterns(decoded.text), None):
                quote = _quote(source, decoded.start, decoded.end)
                yield decoded.kind, (quote,), decoded.text[:MAX_QUOTE_CHARS]


def _across_texts(texts: Sequence[SourceText]) -> Iterator[_Detection]:
    """Instructions that appear only when the texts, or the lines of one text, are joined."""
    if len(texts) == 1 and "\n" not in texts[0].text:
        return
    in_one_line = {match.kind for text in texts for line in text.text.split("\n") for match in match_patterns(line)}
    all_joined = " ".join(text.text.strip().rstrip(LINE_ENDING) for text in texts)
    lines_joined = (text.text.replace("\n", " ") for text in texts if "\n" in text.text)
    for joined in (all_joined, *lines_joined):
        for match in match_patterns(joined):
            if match.kind not in in_one_line:
                quotes = tuple(_contributing_lines(texts, joined, match))
                yield InjectionKind.SPLIT, quotes, joined[match.start : match.end]


def _contributing_lines(texts: Sequence[SourceText], joined: str, match: PatternMatch) -> Iterator[ContentQuote]:
    passage = joined[match.start : match.end]
    for source in texts:
        for found in re.finditer(r"[^\n]+", source.text):
            line = found[0].strip().rstrip(LINE_ENDING)
            if line and (line in passage or passage in line or _overlap_at_ends(line, passage)):
                yield _quote(source, *found.span())


def _overlap_at_ends(line: str, passage: str) -> bool:
    """Whether the end of one text is the beginning of the other, in at least four characters."""
    return any(
        first.endswith(second[:size])
        for first, second in ((line, passage), (passage, line))
        for size in range(min(len(first), len(second)), 3, -1)
    )


def _forged_clauses(text: str, clause_ids: Collection[str]) -> Iterator[PatternMatch]:
    """Clause ids with a prefix of this corpus that no clause has ever had."""
    for found in CLAUSE_ID.finditer(text):
        if found[0] not in clause_ids and any(name.startswith(f"{found[1]}-") for name in clause_ids):
            yield PatternMatch(InjectionKind.FORGED_CLAUSE, *found.span())


def _quote(source: SourceText, start: int, end: int) -> ContentQuote:
    """The sentence or line around a match, with at most half of `MAX_QUOTE_CHARS` on either side."""
    text = source.text
    sentence_start = max((text.rfind(mark, 0, start) for mark in SENTENCE_ENDS), default=-1) + 1
    sentence_end = min((at for mark in SENTENCE_ENDS if (at := text.find(mark, end)) >= 0), default=len(text))
    start, end = max(sentence_start, start - MAX_QUOTE_CHARS // 2), min(sentence_end, end + MAX_QUOTE_CHARS // 2)
    passage = text[start:end]
    start += len(passage) - len(passage.lstrip())
    end -= len(passage) - len(passage.rstrip())
    return ContentQuote(item_id=source.name, start=start, end=end, text=text[start:end])


def _overlap(quotes: tuple[ContentQuote, ...], known: tuple[ContentQuote, ...]) -> bool:
    """Whether each of `quotes` overlaps one of `known`."""
    return all(any(q.item_id == k.item_id and k.start < q.end and q.start < k.end for k in known) for q in quotes)
