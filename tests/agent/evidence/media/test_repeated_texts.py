from agent.evidence.media.read_file import ReadText
from agent.evidence.media.repeated_texts import join_repeated
from domain.case import ContentKind


def seen(text: str, start: int) -> ReadText:
    return ReadText(text, ContentKind.OCR, start_ms=start, end_ms=start + 1000)


def test_text_that_stays_is_one_text_with_its_time() -> None:
    frames = [[seen("Lose 10 kg in a week", 0)], [seen("Lose 10 kg in a week!", 1000)], [seen("Good bye", 2000)]]
    joined = join_repeated(frames)
    assert [(one.text, one.start_ms, one.end_ms) for one in joined] == [
        ("Lose 10 kg in a week", 0, 2000),
        ("Good bye", 2000, 3000),
    ]


def test_text_that_comes_back_is_another_text() -> None:
    joined = join_repeated([[seen("buy now", 0)], [seen("hello", 1000)], [seen("buy now", 2000)]])
    assert [one.start_ms for one in joined] == [0, 1000, 2000]


def test_two_equal_texts_of_one_frame_stay_two() -> None:
    assert len(join_repeated([[seen("tea", 0), seen("tea", 0)], [seen("tea", 1000), seen("tea", 1000)]])) == 2


def test_another_number_is_another_text() -> None:
    assert len(join_repeated([[seen("Lose 5 kg in one week", 0)], [seen("Lose 9 kg in one week", 1000)]])) == 2
