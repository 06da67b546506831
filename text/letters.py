"""Letters that stand for Latin ones: styled letters, letters of other scripts that look alike, letters upside down."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

ALPHABET = "abcdefghijklmnopqrstuvwxyz"
SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True))
NEGATIVE_LETTERS = {chr(first + n): c.upper() for first in (0x1F150, 0x1F170) for n, c in enumerate(ALPHABET)}
SPACES = dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u2800\u3000", " ")
LINE_ENDS = dict.fromkeys("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", "\n")
STYLED = SMALL_CAPITALS | NEGATIVE_LETTERS | SPACES | LINE_ENDS

# Kinds of compatibility characters in the Unicode database. A letter of the first kinds is folded into its script.
SCRIPT_KINDS = ("<font>", "<wide>", "<narrow>", "<isolated>", "<initial>", "<medial>", "<final>")
ASCII_KINDS = ("<circle>", "<square>", "<super>", "<sub>", "<small>", "<compat>")
KEPT = "™℠…‥‼⁉⁇⁈！（），：；？～"

# By Latin letter: those that anybody takes for it, then those that only the letters around them explain.
LOOK_ALIKES = {
    "a": "аαɑ", "b": "ЬвᏏႦ", "c": "сϲςƈ", "d": "ԁժԃ", "e": "еεєҽҿ", "f": "ϝƒ", "g": "ɡցɠ", "h": "һհнԋ", "i": "іιɩ", "j": "јʝϳ",
    "k": "кκƙ", "l": "ӏӀʅ", "m": "мɱ", "n": "ոηɳпռ", "o": "оοօσ", "p": "рρ", "q": "ԛզϙ", "r": "ɾг", "s": "ѕʂ", "t": "тτƚ",
    "u": "υսц", "v": "νѵʋ", "w": "ԝωѡɯ", "x": "хχ", "y": "уүγყ", "z": "ȥ",
    "A": "АΑᎪꓮᗩ₳", "B": "ВΒᏴꓐᗷ฿", "C": "СϹᏟꓚᑕ₵", "D": "ᎠꓓᗪĐ", "E": "ЕΕᎬꓰᗴɆ", "F": "Ϝꓝᖴ₣", "G": "ԌᏀꓖ₲", "H": "НΗᎻꓧᕼⱧ",
    "I": "ІΙꓲ", "J": "ЈᎫꓙᒍ", "K": "КΚᏦꓗ₭", "L": "ᏞꓡᒪⱠ", "M": "МΜᎷꓟᗰ₥", "N": "Νꓠᑎ₦", "O": "ОΟՕꓳ", "P": "РΡᏢꓑᑭ₱",
    "Q": "Ԛ", "R": "ᎡꓣᖇⱤ", "S": "ЅՏᏚꓢᔕ₴", "T": "ТΤᎢꓔ₮", "U": "ՍꓴᑌɄ", "V": "ᏙꓦᐯѴ", "W": "ԜᎳꓪᗯ₩", "X": "ХΧꓫ᙭Ӿ", "Y": "ҮΥꓬɎ",
    "Z": "ΖᏃꓜᘔⱫ",
}  # fmt: skip
LATIN_OF = {alike: latin for latin, alikes in LOOK_ALIKES.items() for alike in alikes}
IN_MIXED_WORDS = dict(zip("яЯиИпПшШзЗчбгГуУфдлЛ", "rRnNnNwW334brryYfdnN", strict=True))
LOOK_ALIKE_TABLE = str.maketrans(LATIN_OF)
MIXED_WORD_TABLE = str.maketrans({**IN_MIXED_WORDS, **LATIN_OF})

UPSIDE_DOWN = dict(
    zip("ɐqɔpǝɟƃɓɥᴉᴉıɾʞlןɯuodbɹsʇnʌʍxʎz∀ƆƎℲפʞ˥ԀΛ⅄¿¡˙'", "abcdefgghiiijkllmnopqrstuvwxyzACEFGKLPVY?!.,", strict=True)
)
TURNED = frozenset("ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎ")
UPSIDE_DOWN_TABLE = str.maketrans(UPSIDE_DOWN)

REGIONS = (
    "AC AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD "
    "CF CG CH CI CK CL CM CN CO CP CR CU CV CW CX CY CZ DE DG DJ DK DM DO DZ EA EC EE EG EH ER ES ET EU FI FJ FK FM FO FR GA GB "
    "GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU IC ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH "
    "KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY "
    "MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH "
    "SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM UN US UY UZ VA VC VE "
    "VG VI VN VU WF WS XK YE YT ZA ZM ZW"
)
FLAGS = frozenset(REGIONS.split())


@lru_cache(maxsize=4096)
def plain_character(character: str) -> str:
    """The ordinary characters that a styled one stands for: a mathematical, circled, fullwidth, small capital or
    superscript letter, a ligature, a presentation form, an unusual space. Itself if it is ordinary."""
    if character in STYLED:
        return STYLED[character]
    kind = unicodedata.decomposition(character).partition(" ")[0]
    if character < "\u0100" or character in KEPT or kind not in (*SCRIPT_KINDS, *ASCII_KINDS):
        return character
    plain = unicodedata.normalize("NFKC", character)
    return plain if plain.isascii() or (kind in SCRIPT_KINDS and plain.isalnum()) else character


@lru_cache(maxsize=4096)
def is_latin(character: str) -> bool:
    return character.isalpha() and (character.isascii() or unicodedata.name(character, "").startswith("LATIN"))


def without_marks(word: str) -> str:
    """Without accents: "ćúŕéď" is "cured"."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def latin_word(word: str, table: Mapping[int, str]) -> str | None:
    """The word with look-alike letters replaced, or None if that leaves letters which are not Latin."""
    folded = word.translate(table)
    return folded if all(is_latin(c) or not c.isalpha() for c in folded) else None
