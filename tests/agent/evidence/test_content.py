"""Content in segments: sentences as they are read, with their places in what was posted."""

from agent.evidence.content import MAX_SEGMENTS, segment_content
from domain.case import Case

CLAIM = "This tea cured my diabetes"


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
