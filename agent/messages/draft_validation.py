"""The draft that a model writes, and the rules it is checked by: quotes, clauses, disclosures, length and language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pydantic import BaseModel

from agent.judges.embedded.language import unsupported_language
from agent.messages.disclosure_check import AllowedText, find_disclosures
from agent.messages.lesson_check import find_lesson_faults
from agent.messages.quotations import QUOTED, is_quoted_from
from domain.clause import Clause
from domain.finding import Finding, FindingStatus

MAX_STEPS = 5
MAX_EXPLANATION_CHARS, MAX_STEP_CHARS = 900, 240
MAX_FAULT_CHARS = 80
MAX_LIX = 60.0
WITHOUT_SPACES = frozenset({"th", "zh", "ja", "lo", "km", "my"})
"""Languages whose words are not separated by spaces."""
SIMILAR_LANGUAGES = {"id": frozenset({"id", "ms"}), "pt": frozenset({"pt", "gl"}), "es": frozenset({"es", "gl", "ca"})}
CLAUSE_ID = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d+(?:\.\d+)*(?![\w-])")
SENTENCE_END = re.compile(r"(?<![.!?:;\u2026])[.!?:;\u2026]++(?=\s|$)|(?<!\n)\n++(?=\S)")


class ClauseExplanation(BaseModel):
    clause_id: str
    explanation: str


class LessonDraft(BaseModel):
    """The model's JSON answer: its part of the letter on a violation."""

    explanations: list[ClauseExplanation]
    steps: list[str]

    def letter_text(self) -> str:
        """Everything in it that the creator would read."""
        return "\n".join((*(part.explanation for part in self.explanations), *self.steps))


@dataclass(frozen=True)
class DraftSource:
    """What a draft may use: the findings that matter and the clauses that they name. It may not use `confidential`
    names. `third_party` are the ids of the content items that other people wrote."""

    findings: Sequence[Finding]
    clauses: Mapping[str, Clause]
    confidential: frozenset[str]
    third_party: frozenset[str] = frozenset()

    @cached_property
    def violated(self) -> list[str]:
        return [finding.clause_id for finding in self.findings if finding.status is FindingStatus.VIOLATED]

    @cached_property
    def content_quotes(self) -> tuple[str, ...]:
        return tuple(quote.text for finding in self.findings for quote in finding.content_quotes)

    @cached_property
    def own_quotes(self) -> tuple[str, ...]:
        """The quotes that the creator wrote."""
        quotes = (quote for finding in self.findings for quote in finding.content_quotes)
        return tuple(quote.text for quote in quotes if quote.item_id not in self.third_party)

    @cached_property
    def policy_texts(self) -> tuple[str, ...]:
        return tuple(text for clause in self.clauses.values() for text in _texts(clause))

    @cached_property
    def quotable_text(self) -> str:
        """Everything that may be quoted, with normalised white space."""
        return _normalised("\n".join((*self.content_quotes, *self.policy_texts)))


def validate_draft(draft: LessonDraft, source: DraftSource, locale: str) -> tuple[str, ...]:
    """The problems of a draft, each as an instruction to its writer; empty if the draft may be used. A draft of a wrong
    size is read no further."""
    return tuple(dict.fromkeys(_size_problems(draft, source))) or tuple(
        dict.fromkeys(text_problems(draft.letter_text(), source, locale))
    )


def lix(text: str) -> float:
    """Words per sentence plus the percentage of words of more than six letters (Björnsson's LIX, 1968; it needs no
    dictionary). About 30 is easy, 40 a newspaper, 50 a textbook, 60 a law. 0 for a text without words."""
    words = re.findall(r"[^\W\d_]+", text)
    sentences = max(1, len(SENTENCE_END.findall(text.strip())))
    if not words:
        return 0.0
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)


def is_readable(text: str, locale: str) -> bool:
    """Always true for scripts without spaces, whose words cannot be counted."""
    return locale in WITHOUT_SPACES or lix(text) <= MAX_LIX


def text_problems(text: str, source: DraftSource, locale: str) -> Iterator[str]:
    """The problems of prose for a letter in this language, each as an instruction to its writer."""
    yield from _quote_problems(text, source)
    yield from _clause_problems(text, source.violated)
    allowed = AllowedText(creator_lines=source.own_quotes, policy_texts=(*source.policy_texts, *source.clauses))
    faults = (*find_disclosures(text, allowed, source.confidential), *find_lesson_faults(text, allowed, locale))
    yield from (f"leave out \u201c{fault.text[:MAX_FAULT_CHARS]}\u201d ({fault.kind.value})" for fault in faults)
    if unsupported_language(text, SIMILAR_LANGUAGES.get(locale, frozenset({locale}))):
        yield f"write the explanations and steps in the language {locale}"
    if not is_readable(text, locale):
        yield "write the explanations and steps in shorter words and sentences"


def _size_problems(draft: LessonDraft, source: DraftSource) -> Iterator[str]:
    if sorted(part.clause_id for part in draft.explanations) != sorted(source.violated):
        yield f"explanations: one for each of {', '.join(source.violated)} and no other"
    if not 1 <= len(draft.steps) <= MAX_STEPS:
        yield f"steps: give two to {MAX_STEPS}"
    yield from _length_problems(
        "an explanation", [part.explanation for part in draft.explanations], MAX_EXPLANATION_CHARS
    )
    yield from _length_problems("a step", draft.steps, MAX_STEP_CHARS)


def _length_problems(name: str, texts: Sequence[str], max_chars: int) -> Iterator[str]:
    if any(not text.strip() or len(text) > max_chars for text in texts):
        yield f"{name} is empty or longer than {max_chars} characters"


def _quote_problems(text: str, source: DraftSource) -> Iterator[str]:
    for quoted in QUOTED.findall(text):
        if not is_quoted_from(quoted, (source.quotable_text,)):
            yield f"\u201c{quoted[:80]}\u201d is in quotation marks, but occurs neither in the content nor in a clause"


def _clause_problems(text: str, allowed: Sequence[str]) -> Iterator[str]:
    yield from (f"do not name {name}" for name in CLAUSE_ID.findall(text) if name not in allowed)


def _texts(clause: Clause) -> Iterator[str]:
    """In every language: a letter shows the rule in its own."""
    for shown in (clause, *(clause.in_language(translation.language) for translation in clause.translations)):
        yield from (shown.title, shown.text, *(shown.teaching.texts if shown.teaching else ()))


def _normalised(text: str) -> str:
    return " ".join(text.split())
