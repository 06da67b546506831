"""Equal texts are embedded once, and equal questions asked once."""

from collections.abc import Sequence

import numpy as np
import pytest

from eval.steering.reuse import KnownAnswers, KnownVectors
from llm.errors import LlmError, LlmErrorKind
from llm.scripted import Script, ScriptedModels
from prompts.fence import new_fence
from retrieval.embedder import Vectors
from tests.llm.server_responses import FINDING, Finding


class CountingEmbedder:
    name, dimensions, max_tokens, languages = "counting", 2, 10, None

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)


def test_each_text_is_embedded_once() -> None:
    inner = CountingEmbedder()
    known = KnownVectors(inner)
    assert known.embed(["one", "three", "one"]).tolist() == [[3, 1], [5, 1], [3, 1]]
    assert known.embed(["three", "four!!"]).tolist() == [[5, 1], [6, 1]]
    assert inner.embedded == ["one", "three", "four!!"]
    assert known.embed([]).shape == (0, 2)


def post(text: str) -> str:
    """As a prompt shows it: in a fence with a mark of its own."""
    fence = new_fence()
    return f"Mark of this message: {fence.mark}.\n{fence.wrap('item t1, transcript', text).text}"


def test_question_that_differs_in_its_random_mark_is_asked_once() -> None:
    models = ScriptedModels(chat=Script([FINDING, FINDING]))
    known = KnownAnswers(models)
    for text in ("A hat.", "A hat.", "A scarf."):
        assert known.open().ask("Judge.", post(text), Finding).value == FINDING
    assert len(models.chat.requests) == 2


def test_question_without_an_answer_is_asked_again() -> None:
    models = ScriptedModels(chat=Script([LlmError(LlmErrorKind.RATE_LIMITED, "slow down"), FINDING]))
    known = KnownAnswers(models)
    with pytest.raises(LlmError, match="slow down"):
        known.open().ask("Judge.", post("A hat."), Finding)
    assert known.open().ask("Judge.", post("A hat."), Finding).value == FINDING
