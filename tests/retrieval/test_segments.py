import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.segments import MAX_CHARS, MAX_WORDS, segments

WORDY = st.text(alphabet=st.sampled_from("ab .!?\n\t。é#🎉\u200d\ufe0f\u3000\x00\"'"), max_size=400)


def texts(text: str) -> list[str]:
    return [segment.text for segment in segments(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t ", []),
        (
            "I tried this tea for a month. It cured my arthritis completely! Link is in my bio.",
            ["I tried this tea for a month.", "It cured my arthritis completely!", "Link is in my bio."],
        ),
        (
            "Wow. This serum is so good for me.\n#ad #gifted",
            ["Wow. This serum is so good for me.\n#ad #gifted"],
        ),
        ("50% OFF\nCURES CANCER\nBUY NOW", ["50% OFF\nCURES CANCER\nBUY NOW"]),
        (
            "I lost ten kilos with this 😍 get yours today at my link 👍🏽",
            ["I lost ten kilos with this 😍", "get yours today at my link 👍🏽"],
        ),
        (
            "The Brand™ cream at 100° works on 3.5 types of skin",
            ["The Brand™ cream at 100° works on 3.5 types of skin"],
        ),
        (
            "这个茶治好了我多年的严重关节炎\uff0c真的。大家今天都快来我的直播间买一些回家吧。",
            ["这个茶治好了我多年的严重关节炎\uff0c真的。", "大家今天都快来我的直播间买一些回家吧。"],
        ),
        (
            'She said "it cures everything." Then she sold us some.',
            ['She said "it cures everything."', "Then she sold us some."],
        ),
    ],
)
def test_text_is_split_at_sentences(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_long_sentence_is_split_into_windows_that_meet_in_another() -> None:
    words = [f"w{n}" for n in range(48)]
    found = texts(" ".join(words))
    assert found[::2] == [" ".join(words[n : n + 16]) for n in (0, 16, 32)]
    assert found[1::2] == [" ".join(words[n : n + 16]) for n in (8, 24)]


def test_claim_in_speech_without_marks_has_a_window_of_its_own() -> None:
    filler = "we are going to unpack the new box that came in this morning as the colors are so nice "
    claim = "and honestly this tea cured my diabetes in two weeks"
    assert any(
        "this tea cured my diabetes" in t and len(t.split()) <= 16
        for t in texts(filler * 2 + claim + " because " + filler)
    )


@given(st.one_of(st.text(max_size=300), WORDY))
def test_segments_contain_every_word_in_order(text: str) -> None:
    found = segments(text)
    assert all(segment.text == text[segment.start : segment.end] for segment in found)
    assert all(before.start < after.start for before, after in pairwise(found))
    covered = {n for segment in found for n in range(segment.start, segment.end)}
    assert all(character.isspace() for n, character in enumerate(text) if n not in covered)
    assert all(segment.text == segment.text.strip() != "" for segment in found)
    assert all(len(segment.text) <= MAX_CHARS for segment in found)
    assert all(len(segment.text.split()) <= MAX_WORDS for segment in found)


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["x", "a ", " ", "a. ", "\n", "🎉", "word. And more words here, \n", "。", '."' * 60])
def test_two_megabytes_are_split_within_seconds(unit: str) -> None:
    text = "a" + unit * (2_000_000 // len(unit)) + "b"
    started = time.process_time()
    found = segments(text)
    assert time.process_time() - started < 10
    assert (found[0].start, found[-1].end) == (0, len(text))
    assert all(len(segment.text) <= MAX_CHARS for segment in found)
