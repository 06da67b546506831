"""Reuses what both versions of the policies share: vectors of equal texts, and answers of a model to equal prompts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from pydantic import BaseModel

from agent.corpus import Corpus
from llm.session import ModelProvider, Session
from retrieval.clause_texts import embedding_texts
from retrieval.embedder import Embedder, Vectors

if TYPE_CHECKING:
    from llm.answers.structured_output import StructuredOutput
    from llm.options import LlmOptions

T = TypeVar("T", bound=BaseModel)
MARK = re.compile(r"⟦(\w+) ")  # the random mark of a prompt's fences


class KnownVectors:
    """An embedder that embeds each text once. Safe to share between threads: at worst a text is embedded twice."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.dimensions = embedder.name, embedder.dimensions
        self.max_tokens, self.languages = embedder.max_tokens, embedder.languages
        self._embedder = embedder
        self._vectors: dict[str, Vectors] = {}

    def add_corpus(self, corpus: Corpus) -> None:
        """The vectors of its clauses and precedents."""
        texts, _ = embedding_texts(corpus.library.post_clauses)
        self._vectors |= zip(texts, corpus.index.matrix, strict=True)
        if corpus.precedents is not None:
            texts = tuple(precedent.text for precedent in corpus.precedents.precedents)
            self._vectors |= zip(texts, corpus.precedents.all_vectors(), strict=True)

    def embed(self, texts: Sequence[str]) -> Vectors:
        missing = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if missing:
            self._vectors |= zip(missing, self._embedder.embed(missing), strict=True)
        rows = [self._vectors[text] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimensions), dtype=np.float32)


@dataclass(frozen=True)
class KnownAnswers:
    """Models that are asked each question once. A question that failed is asked again."""

    models: ModelProvider
    answers: dict[tuple[str, ...], Any] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    @property
    def options(self) -> "LlmOptions":
        return self.models.options

    def open(self) -> Session:
        session = self.models.open()
        fields = {name: getattr(session, name) for name in Session.__dataclass_fields__}
        return _KnownSession(**fields, known=self)

    def available_models(self) -> tuple[str, ...]:
        return self.models.available_models()


@dataclass(frozen=True)
class _KnownSession(Session):
    known: KnownAnswers = field(kw_only=True)

    def ask(self, system: str, user: str, schema: type[T], pictures: Sequence[bytes] = ()) -> "StructuredOutput[T]":
        if pictures:
            return super().ask(system, user, schema, pictures)
        question = (schema.__name__, _without_mark(system), _without_mark(user))
        with self.known.lock:
            answer: StructuredOutput[T] | None = self.known.answers.get(question)
        if answer is None:
            answer = super().ask(system, user, schema)
            with self.known.lock:
                self.known.answers[question] = answer
        return answer


def _without_mark(text: str) -> str:
    """Prompts differ in their marks, and only in them, where a case is judged by equal clauses."""
    found = MARK.search(text)
    return text.replace(found[1], "") if found else text
