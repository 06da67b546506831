"""People and judges read the same letters, and each has its place in what was posted."""

# ruff: noqa: RUF001

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.normalization import normalise

PLAIN = "this tea cured my diabetes in two weeks"
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def styled(first: int, plain: str = PLAIN) -> str:
    """The letters of an alphabet that begins at this code point."""
    return "".join(chr(first + ALPHABET.index(c)) if c in ALPHABET else c for c in plain)


DISGUISED = {
    "entities": "this tea c&#117;red my di&#x61;betes in two weeks",
    "entities twice": "this tea c&amp;#117;red my di&amp;#97;betes in two weeks",
    "circled": styled(0x24D0),
    "fullwidth": styled(0xFF41),
    "mathematical bold": styled(0x1D41A),
    "mathematical script": styled(0x1D4EA),
    "negative circled": styled(0x1F150),
    "letters in brackets": styled(0x249C),
    "regional letters": styled(0x1F1E6),
    "squared letters with selectors": "".join(chr(0x1F170 + ord(c) - 97) + "\ufe0f" if c != " " else c for c in PLAIN),
    "many marks": "".join(c + "\u0300\u0301\u0302\u0303\u0304" for c in PLAIN),
    "look-alikes in most words": "\u0442\u04bb\u0456\u0455 t\u0435a cur\u0435d my diab\u0435t\u0435s in two weeks",
    "marks and strokes": "\u0167\u0125\u00ed\u015d \u0167\u00e9\u00e1 \u0107\u00fa\u0155\u00e9\u0111 my diabetes "
    "\u00ed\u0148 two \u0175\u00e9\u00e9\u0137\u015d",
    "zero width": "this tea cu\u200bred my dia\u200bbetes in two weeks",
    "joiners": "this tea c\u200du\u200dr\u200de\u200dd my diabetes in two weeks",
    "selectors": "this tea cu\ufe0fred my diabetes in two weeks",
    "override": f"\u202e{PLAIN[::-1]}\u202c",
    "override without an end": f"\u202e{PLAIN[::-1]}",
    "zalgo": "".join(f"{c}\u0335\u0321\u0310\u0489" for c in PLAIN),
    "crossed out": "".join(f"{c}\u0336" for c in PLAIN),
    "marked letters": "this tea ćúŕéď my diabetes in two weeks",
    "cyrillic": PLAIN.translate(str.maketrans("aeo", "\u0430\u0435\u043e")),
    "greek": "this tea c\u03c5red my diabetes in tw\u03bf weeks",
    "small capitals": PLAIN.translate(str.maketrans("aeiour", "\u1d00\u1d07\u026a\u1d0f\u1d1c\u0280")),
    "upside down": "s\u029e\u01dd\u01dd\u028d o\u028d\u0287 u\u1d09 s\u01dd\u0287\u01ddq\u0250\u1d09p \u028e\u026f "
    "p\u01dd\u0279n\u0254 \u0250\u01dd\u0287 s\u1d09\u0265\u0287",
    "canadian syllables": "this tea \u1455\u144c\u1587\u15f4\u15ea my diabetes in two weeks",
}


@pytest.mark.parametrize("text", DISGUISED.values(), ids=DISGUISED)
def test_disguised_letters_are_read_as_people_see_them(text: str) -> None:
    reading = normalise(text)
    assert (reading.text.lower(), reading.disguised) == (PLAIN, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("this <b>tea</b> cu<span class='x'>re</span>d it<br>Bye", "this tea cured it\nBye"),
        ("cu<!-- x -->red <!-- seen -->", "cured <!-- seen -->"),
        ("dia\u00adbetes", "diabetes"),
        ("call 1\ufe0f\u20e32\ufe0f\u20e3", "call 12"),
        ("from \U0001f1fa\U0001f1f8\U0001f1e9\U0001f1ea", "from \U0001f1fa\U0001f1f8\U0001f1e9\U0001f1ea"),
        ("it took \u0e52 weeks", "it took 2 weeks"),
        ("the \ufb01rst\u00a0one", "the first one"),
        ("R&D &lt; &copy2", "R&D < &copy2"),
    ],
)
def test_markup_and_signs_are_read_without_being_a_disguise(text: str, expected: str) -> None:
    reading = normalise(text)
    assert (reading.text, reading.disguised) == (expected, False)


def letters_of(*ranges: tuple[int, int]) -> st.SearchStrategy[str]:
    codes = [n for first, last in ranges for n in range(first, last + 1)]
    ordinary = [chr(n) for n in codes if unicodedata.category(chr(n)) in ("Lu", "Ll", "Lo", "Mn", "Mc")]
    letters = [c for c in ordinary if unicodedata.normalize("NFC", c) == c and not unicodedata.combining(c)]
    return st.text(st.sampled_from(letters), min_size=1, max_size=8)


WORDS = {
    "russian": letters_of((0x410, 0x44F)),
    "greek": letters_of((0x3B1, 0x3C9)),
    "arabic": letters_of((0x621, 0x64A)),
    "hebrew": letters_of((0x5D0, 0x5EA)),
    "thai": letters_of((0xE01, 0xE30)),
    "hindi": letters_of((0x905, 0x939)),
    "chinese": letters_of((0x4E00, 0x4FFF)),
    "japanese": letters_of((0x3041, 0x3094)),
    "korean": letters_of((0xAC00, 0xAD00), (0x3131, 0x3163)),
    "emoji": st.sampled_from(
        [
            "👨\u200d👩\u200d👧\u200d👦",
            "❤\ufe0f\u200d🔥",
            "👍🏽",
            "🇺🇸🇬🇧",
            "☕\ufe0f",
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        ]
    ),
}


@pytest.mark.parametrize("script", WORDS)
@given(data=st.data())
def test_other_scripts_stay_as_they_are(script: str, data: st.DataObject) -> None:
    text = " ".join(data.draw(st.lists(WORDS[script], max_size=4)))
    reading = normalise(text)
    assert (reading.text, reading.disguised) == (text, False)


@pytest.mark.parametrize(
    "text",
    [
        "Мой новый iPhone и кот", "می\u200cخواهم این کتاب را", "क्\u200dष", "ทำ น้ำ", "Tiếng Việt được thưởng thức",
        "naïve café, 5 µg, 1º, m², ½ “quoted” … ™ €5", "这是中文，很好！（真的）", "за\u0301мок", "3 < 4 & 5 > 2",
    ],
)  # fmt: skip
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    reading = normalise(text)
    assert (reading.text, reading.disguised) == (text, False)


HOSTILE = st.text(
    alphabet=st.sampled_from(
        "aB1 &#;9x7<b>/\u200b\u200d\u202e\u202d\u202c\u2067\u2069\ufe0f\u0301\u0336\u0430ｃⓐﬁ🇦🔥ɐǝɥʇ\n\u00ad"
    ),
    max_size=60,
)


@given(st.one_of(HOSTILE, st.text(max_size=60)))
def test_every_character_has_a_place_in_the_source(text: str) -> None:
    reading = normalise(text)
    for at in range(len(reading.text)):
        start, end = reading.source_span(at, at + 1)
        assert 0 <= start < end <= len(text)
    assert reading.source_span(0, len(reading.text))[1] <= len(text)


def test_words_are_found_in_the_source() -> None:
    text = "so &amp; then cu\u200bred \u202eyl\u202cly"
    reading = normalise(text)
    at = reading.text.index("cured")
    start, end = reading.source_span(at, at + len("cured"))
    assert text[start:end] == "cu\u200bred"
