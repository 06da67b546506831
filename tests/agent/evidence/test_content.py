"""Content in segments: sentences as they are read, with their places in what was posted."""

import numpy as np

from agent.build import Clausewise
from agent.evidence.content import MAX_SEGMENTS, embed_content, read_content, segment_content
from domain.case import Case

CLAIM = "This tea cured my diabetes"
LONG_CLAIM = f"{CLAIM} in two weeks, so stop your insulin now."


def case(text: str) -> Case:
    return Case.model_validate({"id": "x", "content": [{"id": "c", "text": text}]})


def test_quote_is_what_was_posted_and_reading_is_what_is_read() -> None:
    text = "Hi all, how are you?\r\nThis te\u200ba cured my\r\ndiabetes. Bye for now my dear friends!"
    _, claim, _ = segment_content(case(text))
    assert claim.text == text[claim.start : claim.end] == "This te\u200ba cured my\r\ndiabetes."
    assert claim.reading == f"{CLAIM}."


def test_very_many_sentences_are_read_in_coarser_segments() -> None:
    sentences = [f"Day {n} was good." for n in range(2 * MAX_SEGMENTS)] + [f"{CLAIM}."]
    found = segment_content(case(" ".join(sentences)))
    assert len(found) <= MAX_SEGMENTS
    assert " ".join(segment.reading for segment in found) == " ".join(sentences)


def test_breach_among_very_many_sentences_is_a_segment_of_its_own(shop: Clausewise) -> None:
    index, embedder = shop.corpus.index, shop.corpus.embedder
    sentences = [f"Day {n} was good." for n in range(2 * MAX_SEGMENTS)]
    text = " ".join([*sentences[:MAX_SEGMENTS], LONG_CLAIM, *sentences[MAX_SEGMENTS:]])
    readings = read_content(case(text))
    parts, vectors = embed_content(readings, embedder, index)
    assert LONG_CLAIM in [part.reading for part in parts]
    assert len(parts) <= MAX_SEGMENTS
    assert " ".join(part.reading for part in parts) == text
    rows = [0, len(parts) // 2, len(parts) - 1]
    np.testing.assert_allclose(vectors[rows], embedder.embed([parts[row].reading for row in rows]), atol=1e-6)
