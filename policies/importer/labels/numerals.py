"""Numerals and ordered letters of many scripts, as documents number their clauses: read, and written."""

import unicodedata
from collections.abc import Iterator

DECIMAL, LETTER, CAPITAL, ROMAN, CAPITAL_ROMAN, CJK = "decimal", "letter", "capital", "roman", "romans", "cjk"

MAX_VALUE = 999
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщыэюя"
_GREEK = "αβγδεζηθικλμνξοπρστυφχψω"
ALPHABETS = {
    LETTER: _LATIN,
    CAPITAL: _LATIN.upper(),
    "cyrillic": _CYRILLIC,
    "cyrillics": _CYRILLIC.upper(),
    "greek": _GREEK,
    "greeks": _GREEK.upper(),
    "thai": "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ",
    "abjad": "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ",
    "hijai": "أبتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "hebrew": "אבגדהוזחטיכלמנסעפצקרשת",
    "hangul": "가나다라마바사아자차카타파하",
    "katakana": "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
    "iroha": "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス",
    "stems": "甲乙丙丁戊己庚辛壬癸",
    "devanagari": "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह",
}
_SCRIPTS = {style: {letter: n for n, letter in enumerate(letters, 1)} for style, letters in ALPHABETS.items()}
OTHER_LETTERS = "".join(dict.fromkeys("".join(ALPHABETS.values()) + "اđ"))
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ROMAN_PARTS = {100: "c", 90: "xc", 50: "l", 40: "xl", 10: "x", 9: "ix", 5: "v", 4: "iv", 1: "i"}
_CJK_DIGITS = {
    character: n
    for n, characters in enumerate(("零〇", "一壹", "二两貳", *"三四五六七八九"))
    for character in characters
}
_CJK_UNITS = {"十": 10, "百": 100}
CJK_NUMERALS = "".join([*_CJK_DIGITS, *_CJK_UNITS])
WORDS = "one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905


def readings(mark: str) -> Iterator[tuple[str, int]]:
    """The styles in which the mark is a number, most likely first, each with its value; none if it is no number."""
    if mark.isdecimal():
        yield DECIMAL, int(mark)
    elif len(mark) == 1 and (value := unicodedata.digit(mark, 0) or int(unicodedata.numeric(mark, 0))):
        yield (CJK if mark in CJK_NUMERALS else DECIMAL), value
    elif set(mark) <= set(CJK_NUMERALS):
        yield CJK, cjk_value(mark)
    elif mark.lower() in WORDS:
        yield DECIMAL, WORDS.index(mark.lower()) + 1
    else:
        yield from _letter_readings(mark)


def _letter_readings(mark: str) -> Iterator[tuple[str, int]]:
    if mark.lower() == "đ":
        yield (LETTER if mark == "đ" else CAPITAL), 5
    for style, values in _SCRIPTS.items():
        if value := values.get({"\u0627": "أ"}.get(mark, mark)):
            yield style, value
    if (value := roman_value(mark)) and (mark.islower() or mark.isupper()):
        yield (ROMAN if mark.islower() else CAPITAL_ROMAN), value
    if len(mark) == 2 and mark[0] == mark[1] and (value := _SCRIPTS[LETTER].get(mark[0].lower())):
        yield (LETTER if mark.islower() else CAPITAL), len(_LATIN) + value


def roman_value(text: str) -> int:
    """0 if the text is no Roman numeral up to 399."""
    letters = text.lower()
    if not letters or len(letters) > 10 or not set(letters) <= set(_ROMAN):
        return 0
    values = [_ROMAN[letter] for letter in letters]
    pairs = zip(values, [*values[1:], 0], strict=True)
    value = sum(-value if value < following else value for value, following in pairs)
    return value if 0 < value < 400 and to_roman(value) == letters else 0


def to_roman(value: int) -> str:
    text = ""
    for part, letters in _ROMAN_PARTS.items():
        text += letters * (value // part)
        value %= part
    return text


def cjk_value(text: str) -> int:
    """The value of 十二, 二十, 一百零三 or 一〇三."""
    if not set(text) & set(_CJK_UNITS):
        return int("".join(str(_CJK_DIGITS[character]) for character in text)[-4:])
    total = digit = 0
    for character in text:
        if unit := _CJK_UNITS.get(character):
            total += (digit or 1) * unit
            digit = 0
        else:
            digit = _CJK_DIGITS[character]
    return total + digit


def write(value: int, style: str) -> str:
    """The number in a style; in decimal digits where the style cannot express it."""
    if style in (ROMAN, CAPITAL_ROMAN) and 0 < value < 400:
        return to_roman(value) if style == ROMAN else to_roman(value).upper()
    if style == CJK and 0 < value <= MAX_VALUE:
        return _to_cjk(value)
    letters = ALPHABETS.get(style, "")
    if letters and 0 < value <= 2 * len(letters):
        return letters[(value - 1) % len(letters)] * (1 + (value - 1) // len(letters))
    return str(value)


def _to_cjk(value: int) -> str:
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    text = f"{digits[hundreds]}百" if hundreds else ""
    text += "零" if hundreds and ones and not tens else ""
    text += (digits[tens] if tens > 1 or hundreds else "") + "十" if tens else ""
    return text + (digits[ones] if ones else "")
