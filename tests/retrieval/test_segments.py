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
            "I lost ten kilos with this 😍 Get yours today at my link 👍🏽",
            ["I lost ten kilos with this 😍", "Get yours today at my link 👍🏽"],
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
            "这个茶真的治好了我多年的关节炎吗\uff1f\uff01是的它真的治好了我的关节炎。。。",
            ["这个茶真的治好了我多年的关节炎吗\uff1f\uff01", "是的它真的治好了我的关节炎。。。"],
        ),
        (
            'She said "it cures everything." Then she sold us some.',
            ['She said "it cures everything."', "Then she sold us some."],
        ),
    ],
)
def test_text_is_split_at_sentences(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "It has 2.5 kg and is No. 1, says Dr. Lee. Buy it at www.shop.co.uk today.",
            ["says Dr. Lee.", "co.uk today."],
        ),
        ("See J. Smith at 5 p.m. on Jan. 5 in the U.S. market. He sells the tea.", ["U.S. market.", "sells the tea."]),
        ("So... this tea... cured my diabetes… in two weeks. I still drink it daily.", ["two weeks.", "it daily."]),
        ("So do I. I said no. Then she sold me the tea.", ["I said no.", "me the tea."]),
        (
            "This tea cured my diabetes.Get yours at the shop now!It is so good.",
            ["diabetes.", "shop now!", "It is so good."],
        ),
        ("New drop today || this tea cured my gout || use code ANNA10 now", ["today ||", "gout ||", "ANNA10 now"]),
        ("Benefits: • melts the belly fat • cures acne in a week", ["belly fat", "in a week"]),
        ("Tea | $9.99 | cures diabetes\nBalm | $4.50 | smells nice", ["cures diabetes", "smells nice"]),
        (
            "1. Get up early every day\n2. This tea cured my gout",
            ["1. Get up early every day", "2. This tea cured my gout"],
        ),
        ("🌅 Get up early every day\n🍵 This tea cured my gout", ["every day", "🍵 This tea cured my gout"]),
        (
            "This tea that I drink 🍵 cured my bad gout 🔥 within two weeks",
            ["cured my bad gout 🔥", "within two weeks"],
        ),
        (
            "ann: hi everyone how are you\nbob: it cured my gout",
            ["ann: hi everyone how are you", "bob: it cured my gout"],
        ),
        ("another mug is out the door 📮 coasters, set of six", ["out the door 📮", "set of six"]),
        ("This\ntea\ncured\nmy\ndiabetes", ["This\ntea\ncured\nmy\ndiabetes"]),
        (
            "このお茶で糖尿病が治りましたよ本当に!今日だけ半額でお届けしますので見てください",
            ["本当に!", "見てください"],
        ),
    ],
)
def test_sentence_ends_where_a_reader_ends_it(text: str, expected: list[str]) -> None:
    """Each segment ends with the expected words."""
    found = texts(text)
    assert [segment.endswith(end) for segment, end in zip(found, expected, strict=True)] == [True] * len(expected)


@given(st.one_of(st.text(max_size=300), WORDY))
def test_coarse_segments_contain_every_word_once(text: str) -> None:
    found = segments(text, coarse=True)
    assert "".join("".join(segment.text for segment in found).split()) == "".join(text.split())
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(len(segment.text) <= MAX_CHARS for segment in found)


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
def test_two_megabytes_are_split(unit: str) -> None:
    """A splitter that is not linear would take hours."""
    text = "a" + unit * (2_000_000 // len(unit)) + "b"
    found = segments(text)
    assert (found[0].start, found[-1].end) == (0, len(text))
    assert all(len(segment.text) <= MAX_CHARS for segment in found)
