"""The measures of the media benchmark: wrong characters, and answers that quote what was drawn."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.media import character_errors, read_text
from benchmarks.media_reader import perfect_answers
from domain.case import ContentItem, ContentKind
from domain.media import Media, MediaRegion
from eval.answers.recorded import FIRST, read_answers
from eval.dataset.labelled_case import LabelledCase

WORDS = st.text("ab ", max_size=12)


@given(WORDS, WORDS)
def test_character_errors_are_a_distance(one: str, other: str) -> None:
    errors = character_errors(one, other)
    assert errors == character_errors(other, one)
    assert abs(len(one) - len(other)) <= errors <= max(len(one), len(other))
    assert (errors == 0) == (one == other)


def test_answers_quote_the_drawn_words_from_the_item_that_shows_them(tmp_path: Path) -> None:
    drawing = {"id": "p1", "look": "shelf", "blocks": [["tag", "~58.00"], ["card", "new in our shop"]]}
    case = {"content": [{"id": "c1", "text": "a mug"}], "media": [{"id": "p1", "problem": "not read"}]}
    gold = {"outcome": "violation", "violated": ["PRC-1.1"], "reason": "invented"}
    labelled = LabelledCase.model_validate({"id": "a", "case": case, "drawings": [drawing], "gold": gold})
    region = MediaRegion(media_id="p1")
    read = (
        ContentItem(id="p1-1", kind=ContentKind.OCR, text="58.00", region=region),
        ContentItem(id="p1-2", kind=ContentKind.OCR, text="new in 0ur shop", region=region),
    )
    update = {"content": (*labelled.case.content, *read), "media": (Media(id="p1", problem="not read"),)}
    labelled = labelled.model_copy(update={"case": labelled.case.model_copy(update=update)})
    answers = read_answers(perfect_answers([labelled], tmp_path / "answers.jsonl"))
    answer = answers.cases["a"][FIRST].answers["PRC-1.1"]
    assert answer is not None
    assert [(quote.item_id, quote.text) for quote in answer.quotes] == [("p1-1", "58.00"), ("p1-2", "new in our shop")]
    assert read_text(labelled.case) == "58.00 new in 0ur shop"
