"""Encodings are undone, spelled words joined, and sentences put together over lines and subtitles."""

# ruff: noqa: E501

import base64
import codecs
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.reading import read

PLAIN = "This tea cured my diabetes in two weeks"
BASE64 = base64.b64encode(PLAIN.encode()).decode()

ENCODED = {
    "base64": BASE64,
    "base64 twice": base64.b64encode(BASE64.encode()).decode(),
    "base64 on lines": f"{BASE64[:20]}\n{BASE64[20:41]}\n{BASE64[41:]}",
    "hex": PLAIN.encode().hex(),
    "hex with spaces": PLAIN.encode().hex(" "),
    "hex with a prefix": " ".join(f"0x{c:02x}" for c in PLAIN.encode()),
    "binary": " ".join(f"{c:08b}" for c in PLAIN.encode()),
    "codes": " ".join(map(str, PLAIN.encode())),
    "percent": "".join(f"%{c:02x}" for c in PLAIN.encode()),
    "escapes": "".join(f"\\u{c:04x}" for c in PLAIN.encode()),
    "rot13": codecs.encode(PLAIN, "rot13"),
    "rot13 in base64": base64.b64encode(codecs.encode(PLAIN, "rot13").encode()).decode(),
    "from its end": PLAIN[::-1],
}
SPELLED = {
    "spaces": "This tea c u r e d my d i a b e t e s in two weeks",
    "points": "This tea c.u.r.e.d my d.i.a.b.e.t.e.s in two weeks",
    "pictograms": "This tea c🔥u🔥r🔥e🔥d my diabetes in two weeks",
    "syllables": "This tea cured my di-ab-et-es in two weeks",
    "stars": "This tea cu*red my dia|betes in two weeks",
    "digits": "Th1s tea cur3d my d1ab3t3s in two weeks",
    "slashes": "T/h/i/s tea c/u/r/e/d my d/i/a/b/e/t/e/s in two weeks",
    "every letter": "T h i s  t e a  c u r e d  m y  d i a b e t e s  i n  t w o  w e e k s",
    "a short word": "This t3a cured my d1abetes in two weeks",
    "signs of money": "This tea ¢ured my diabet€s in two weeks".replace("¢ured", "cur€d"),
    "bold inside a word": "This tea cu**re**d my dia__be__tes in two weeks",
    "lines": "This tea\nc\nu\nr\ne\nd\nmy diabetes in two weeks",
}


@pytest.mark.parametrize("text", ENCODED.values(), ids=ENCODED)
def test_encoding_is_undone(text: str) -> None:
    reading = read(f"Look: {text}")
    assert (reading.text, reading.disguised) == (f"Look: {PLAIN}", True)


@pytest.mark.parametrize("text", SPELLED.values(), ids=SPELLED)
def test_spelled_word_is_joined(text: str) -> None:
    reading = read(text)
    assert (" ".join(reading.text.split()), reading.disguised) == (PLAIN, True)


@pytest.mark.parametrize(
    "text",
    [
        "sizes 36 37 38 39 40 41 42 43 44 45", "call +44 20 7946 0958 12 34 56", "order 41 42 43 44 45 46", "go, go, go!",
        "50% off, 20%de descuento", "S, M, L, XL", "e.g. U.S.A., a.k.a. J.R.R. Tolkien", "up-to-date do-it-yourself kit", "@my_own_little_shop www.my.own.shop.co.uk p2p b2b k12",
        "SAVE20NOW MARIA10 anna@mail.com B12 covid19 MP4", "os melhores, no dia a dia, on si le al era", "#averylonghashtagforfun",
        "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "uuid 123e4567-e89b-12d3-a456-426614174000",
        "Open 9:00 to 17:00, live at 18:30 and 20:00", "Ingredients:\nsugar\ntea", "- one thing\n- two things", "Colours\nred\nblue",
        "Roses are red\nViolets are blue\nSugar is sweet", "50% OFF\nCURES CANCER\nBUY NOW", "new drop today\nsize m only\nlink in bio",
        "I love it so much!Get yours", "Sizes:\nSize A\nSize B", "So good for me\n#ad #gifted", "My routine\n\nthis tea is great",
    ],
)  # fmt: skip
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    reading = read(text)
    assert (reading.text, reading.disguised) == (text, False)


@pytest.mark.parametrize("text", ["This_tea_cured_my_diabetes_in_two_weeks", "This.tea.cured.my.diabetes.in.two.weeks"])
def test_words_without_spaces_are_parted(text: str) -> None:
    assert read(text).text == PLAIN
    assert read("#ThisTeaCuredMyDiabetes @NotThisOneHere").text == "#This Tea Cured My Diabetes @NotThisOneHere"


def test_picture_is_not_taken_as_text() -> None:
    picture = base64.b64encode(random.Random(1).randbytes(45_000)).decode()
    reading = read(f"see data:image/png;base64,{picture} here")
    assert (reading.text, reading.disguised) == ("see data:image/png;base64,  here", False)


TRANSCRIPTS = {
    "srt": "1\n00:00:01,000 --> 00:00:03,000\nThis tea cured\n\n2\n00:00:03,000 --> 00:00:05,000\nmy diabetes in two weeks",
    "srt of windows": "1\r\n00:00:01,000 --> 00:00:03,000\r\nThis tea cured\r\n\r\n2\r\n00:00:03,000 --> 00:00:05,000\r\n"
    "my diabetes in two weeks\r\n",
    "vtt": "WEBVTT\n\n00:01.000 --> 00:04.000 align:start\n<v Ann>This tea<00:00:02.000><c> cured</c>\n\nsecond\n"
    "00:05.000 --> 00:09.000\nANN: my <c.red>diabetes</c> in two weeks [Music]\n",
    "srt without blank lines": "1\n00:00:01,000 --> 00:00:03,000\nThis tea cured\n2\n00:00:03,000 --> 00:00:05,000\n"
    "my diabetes in two weeks",
    "srt on one line": "1 00:00:01,000 --> 00:00:03,000 This tea cured 2 00:00:03,000 --> 00:00:05,000 my diabetes in two weeks",
    "sbv": "0:00:00.599,0:00:04.160\nThis tea cured\n\n0:00:04.160,0:00:06.770\nmy diabetes in two weeks",
    "ass": "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    "Dialogue: 0,0:00:01.00,0:00:03.00,Default,,0,0,0,,This tea {\\i1}cured{\\i0}\n"
    "Dialogue: 0,0:00:03.00,0:00:05.00,Default,,0,0,0,,my diabetes\\Nin two weeks",
    "ttml": '<p begin="00:01.000" end="00:03.000">This tea cured</p>\n<p begin="00:03.000" end="00:05.000">my diabetes in '
    "two weeks</p>",
    "lrc": "[00:12.00]This tea cured\n[00:17.20]my diabetes\n[00:21.10]in two weeks",
    "times before lines": "0:00 This tea cured\n0:08 my diabetes\n1:02:03 in two weeks",
    "times on lines": "0:00\nThis tea cured\n0:08\nmy diabetes\n0:09\nin two weeks",
    "times in brackets": "This tea cured [00:14] my diabetes in two weeks",
}


@pytest.mark.parametrize("text", TRANSCRIPTS.values(), ids=TRANSCRIPTS)
def test_times_are_left_aside(text: str) -> None:
    assert " ".join(read(text).text.split()) == PLAIN


@pytest.mark.parametrize(
    "hiding",
    [
        "0:01 --> 0:02 {}\n0:02 --> 0:03\nhi",
        "{}\n0:01 --> 0:02\nhi",
        "NOTE {}\n\n0:01 --> 0:02\nhi",
        "WEBVTT {}\n\n0:01 --> 0:02\nhi",
        "10:00,10:30 {}\n10:30,11:00 hi",
        "{}\nDialogue: 0,0:00:01.00,0:00:03.00,Default,,0,0,0,,hi",
        "Dialogue: 0,0:00:01.00,0:00:03.00,Default,{},0,0,0,,hi",
        "{{\\{}}}\nDialogue: 0,0:00:01.00,0:00:03.00,Default,,0,0,0,,hi",
        "[ti:{}]\n[00:12.00]hi\n[00:13.00]ho",
    ],
)
def test_words_do_not_hide_among_times(hiding: str) -> None:
    assert PLAIN in read(hiding.format(PLAIN)).text


def test_messages_stay_apart() -> None:
    assert read("[12:01] ann: hi\n[12:02] bob: this cured me").text == "ann: hi\nbob: this cured me"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi all!\r\nThis tea cured my\r\ndiabetes\r\n\r\nBye", "Hi all!\r\nThis tea cured my diabetes\r\n\r\nBye"),
        ("This tea cured my dia-\nbetes now", "This tea cured my diabetes now"),
        ("This tea cured my dia\u00ad\nbetes now", "This tea cured my diabetes now"),
        ("this tea cured my\ndiabetes", "this tea cured my diabetes"),
        ("THIS TEA CURED MY\nDIABETES NOW", "THIS TEA CURED MY DIABETES NOW"),
        ("bob wrote:\n> This tea cured my\n> diabetes now", "bob wrote:\nThis tea cured my diabetes now"),
        ("This tea is a very well-\nknown cure", "This tea is a very well-known cure"),
        (
            "When I first tried the tea I thought that\nAnna was joking but it really did cure my\nDiabetes in two weeks",
            "When I first tried the tea I thought that Anna was joking but it really did cure my Diabetes in two weeks",
        ),
    ],
)
def test_wrapped_lines_are_one_sentence(text: str, expected: str) -> None:
    assert read(text).text == expected


def test_quote_is_part_of_the_source() -> None:
    text = f"So: {BASE64}. Bye"
    reading = read(text)
    start, end = reading.source_span(4, 4 + len(PLAIN))
    assert text[start:end] == BASE64


@given(st.text(alphabet=st.sampled_from("ab cA1:0.,->\n\r[]()%4\\u=-*é🔥\u200b&#;"), max_size=80))
def test_every_character_has_a_place_in_the_source(text: str) -> None:
    reading = read(text)
    spans = [reading.source_span(at, at + 1) for at in range(len(reading.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
