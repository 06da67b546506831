"""From a case to the words in it that address whoever reviews it."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from agent.evidence.prompt_injection.normalization import readings
from agent.evidence.prompt_injection.patterns import Sign, signs
from domain.case import Case
from domain.evidence import InjectionAttempt, InjectionKind
from domain.finding import ContentQuote

LONGEST = 400
MOST = 12
CLAUSE_ID = re.compile(r"(?<![\w-])([A-Z]{2,6})-\d+(?:\.\d+)*(?![\w-])")


@dataclass(frozen=True)
class Text:
    """An item, or a text among the facts; `name` is the item's id, or `facts.` and the fact's name."""

    name: str
    text: str


def detect(case: Case, clause_ids: Collection[str]) -> tuple[InjectionAttempt, ...]:
    """Each passage once, by the first sign of it; `clause_ids` are all that the corpus has ever had."""
    found: dict[tuple[ContentQuote, ...], InjectionAttempt] = {}
    texts = [*_texts(case)]
    for kind, quotes, detail in (*_within(texts, clause_ids), *_across(texts[:-1])):
        if not any(_inside(quotes, known) for known in found):
            number = len(found) + 1
            found[quotes] = InjectionAttempt(id=f"M{number}", kind=kind, quotes=quotes, detail=detail)
    return tuple(found.values())[:MOST]


_Found = tuple[InjectionKind, tuple[ContentQuote, ...], str]


def _within(texts: Sequence[Text], clause_ids: Collection[str]) -> Iterator[_Found]:
    for text in texts:
        for sign in (*signs(text.text), *_forged(text.text, clause_ids)):
            yield sign.kind, (_quote(text, sign.start, sign.end),), ""
        for reading in readings(text.text):
            if next(signs(reading.text), None):
                yield reading.kind, (_quote(text, reading.start, reading.end),), reading.text[:LONGEST]


def _across(texts: Sequence[Text]) -> Iterator[_Found]:
    """Orders that come about only where texts, or the lines of one, are read in a row."""
    if len(texts) == 1 and "\n" not in texts[0].text:
        return
    alone = {sign.kind for text in texts for line in text.text.split("\n") for sign in signs(line)}
    for joint in (" ".join(text.text.strip().rstrip(".…-") for text in texts), *_lines_joined(texts)):
        for sign in signs(joint):
            if sign.kind not in alone:
                yield InjectionKind.SPLIT, tuple(_pieces(texts, joint, sign)), joint[sign.start : sign.end]


def _lines_joined(texts: Sequence[Text]) -> Iterator[str]:
    return (text.text.replace("\n", " ") for text in texts if "\n" in text.text)


def _pieces(texts: Sequence[Text], joint: str, sign: Sign) -> Iterator[ContentQuote]:
    """The lines of the texts that the passage is made of."""
    passage = joint[sign.start : sign.end]
    for text in texts:
        for line in re.finditer(r"[^\n]+", text.text):
            words = line[0].strip().rstrip(".…-")
            if words and (words in passage or passage in words or _overlap(words, passage)):
                yield _quote(text, *line.span())


def _overlap(words: str, passage: str) -> bool:
    """Whether one ends as the other begins, by a word at least."""
    return any(
        one.endswith(other[:size])
        for one, other in ((words, passage), (passage, words))
        for size in range(min(len(one), len(other)), 3, -1)
    )


def _forged(text: str, clause_ids: Collection[str]) -> Iterator[Sign]:
    """An id in the form of the corpus's that no clause has ever had."""
    for found in CLAUSE_ID.finditer(text):
        if found[0] not in clause_ids and any(name.startswith(f"{found[1]}-") for name in clause_ids):
            yield Sign(InjectionKind.FORGED_CLAUSE, *found.span())


def _texts(case: Case) -> Iterator[Text]:
    yield from (Text(item.id, item.text) for item in case.content)
    yield from (Text(f"facts.{name}", value) for name, value in case.facts.items() if isinstance(value, str))
    yield Text("ids", " ".join(item.id for item in case.content))


def _quote(text: Text, start: int, end: int) -> ContentQuote:
    """The sentence or line around the sign, as far as it goes on for no more than `LONGEST` characters."""
    before = max((text.text.rfind(mark, 0, start) for mark in ".!?\n"), default=-1) + 1
    after = min((at for mark in ".!?\n" if (at := text.text.find(mark, end)) >= 0), default=len(text.text))
    start, end = max(before, start - LONGEST // 2), min(after, end + LONGEST // 2)
    words = text.text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    return ContentQuote(item_id=text.name, start=start, end=end, text=text.text[start:end])


def _inside(quotes: tuple[ContentQuote, ...], known: tuple[ContentQuote, ...]) -> bool:
    return all(any(q.item_id == k.item_id and k.start < q.end and q.start < k.end for k in known) for q in quotes)
