"""Folds a text to the letters that a person sees: entities, styled and look-alike letters, hidden characters, order."""

import re
import unicodedata
from collections.abc import Callable

from text import bidi, letters
from text.markup import is_inside_word, without_markup
from text.normalised_text import Edit, NormalisedText

Step = Callable[[NormalisedText], NormalisedText]

MAX_MARKS = 4  # on one letter of a script that needs marks; more are decoration
MIN_STYLED_LETTERS = 4  # fewer are a sign or a bullet
MIN_DECORATING_MARKS = 3
MIN_MARKED_WORD, MIN_MARKED_WORDS = 5, 2  # letters; where so many words are marked, shorter ones are read alike
MARKED_SHARE = 0.6  # of a word's letters; Vietnamese words of this length have fewer
MIN_TURNED_KINDS = 4
TURNED_SHARE = 0.25  # of a line's letters; phonetic notation is short

HIDDEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
HIDDEN_RUN = re.compile(f"[{HIDDEN}]+")
HYPHEN, LINE_BREAKS = "\u2010", ("\r", "\n")
JOINERS, SELECTORS, SOFT_HYPHEN, FLAG = "\u200c\u200d", "\ufe0e\ufe0f", "\u00ad", "\U0001f3f4"
REGION_RUN = re.compile("[\U0001f1e6-\U0001f1ff]+")
WORD = re.compile(f"(?:[^\\W_]|[{''.join(c for c in letters.LATIN_OF if not c.isalnum())}])+")
NOT_ASCII_RUN = re.compile(r"[^\x00-\x7f]+")


def normalise(text: str) -> NormalisedText:
    """Linear time. Ordinary text of any script stays as it is; ASCII text without markup costs nothing."""
    read = without_markup(NormalisedText.of(text))
    if read.text.isascii():
        return read
    for step in STEPS:
        read = step(read)
    return read


def _without_hidden(read: NormalisedText) -> NormalisedText:
    edits, text = [], read.text
    hides = False
    for run in HIDDEN_RUN.finditer(text):
        before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
        needed = HYPHEN if run[0] == SOFT_HYPHEN and after in LINE_BREAKS else _needed_hidden(run[0], before, after)
        edits.append(Edit(*run.span(), needed))
        hides |= not needed and is_inside_word(text, *run.span()) and run[0].strip(SOFT_HYPHEN) != ""
    return read.replaced(edits).marked(hides)


def _needed_hidden(run: str, before: str, after: str) -> str:
    """What a script or a pictogram needs: a joiner between its letters, a selector after it, the tags of a flag."""
    if before == FLAG:
        return run
    selector = run[0] if run[0] in SELECTORS and _takes_selector(before) else ""
    rest = run[len(selector) :]
    joins = rest in ("\u200c", "\u200d") and _joins(before) and _joins(after)
    return selector + (rest if joins else "")


def _takes_selector(character: str) -> bool:
    return character > "\u00ff" and not character.isalnum() and character not in letters.STYLED


def _joins(character: str) -> bool:
    """Whether joiners shape this character: those of Arabic and later scripts, and pictograms."""
    return character >= "\u0600" and not letters.is_latin(character) and letters.plain_character(character) == character


def _without_extra_marks(read: NormalisedText) -> NormalisedText:
    """Letters with their marks composed. On Latin letters, digits and signs no other marks stay."""
    marks = {c for c in set(read.text) - {*SELECTORS} if unicodedata.category(c) in ("Mn", "Me")}
    if not marks:
        return read
    edits, decorating = [], 0
    for run in re.finditer(f"[{''.join(marks)}]+", read.text):
        start = max(run.start() - 1, 0)
        base, marked = read.text[start : run.start()], run[0][:MAX_MARKS]
        plain = unicodedata.normalize("NFC", base + marked)
        if base.isascii() or letters.is_latin(base) or letters.plain_character(base) != base:
            decorating += len(run[0]) - (len(marked) if len(plain) == 1 else 0)
            plain = plain[:1] if len(run[0]) < MIN_DECORATING_MARKS else base
        edits.append(Edit(start, run.end(), plain))
    return read.replaced(edits).marked(decorating >= MIN_DECORATING_MARKS)


def _plain_letters(read: NormalisedText) -> NormalisedText:
    """Styled letters become ordinary ones."""
    plain = {c: letters.plain_character(c) for c in set(read.text) if not c.isascii()}
    changed = {c: new for c, new in plain.items() if new != c}
    if not changed:
        return read
    styled = [c for c, new in changed.items() if new.isascii() and new.isalpha() and len(new) == 1]
    hides = sum(map(read.text.count, styled)) >= MIN_STYLED_LETTERS
    read = read.translated({ord(c): new for c, new in changed.items() if len(new) == 1})
    longer = "".join(re.escape(c) for c, new in changed.items() if len(new) > 1)
    if longer:
        read = read.replaced(Edit(*found.span(), changed[found[0]]) for found in re.finditer(f"[{longer}]", read.text))
    return read.marked(hides)


def _regional_letters(read: NormalisedText) -> NormalisedText:
    """Regional indicators that make no flags are letters, and where most do not, all are."""
    runs = [Edit(*run.span(), run[0].translate(letters.REGIONAL_TABLE)) for run in REGION_RUN.finditer(read.text)]
    words = [run for run in runs if not letters.are_flags(run.text)]
    edits = runs if 2 * len(words) > len(runs) else words
    return read.replaced(edits).marked(len(edits) > 0)


def _in_reading_order(read: NormalisedText) -> NormalisedText:
    if not bidi.CONTROLS.search(read.text):
        return read
    order, changed = bidi.reading_order(read.text)
    return read.reordered(order).marked(changed)


def _upright(read: NormalisedText) -> NormalisedText:
    """Lines of letters upside down are read from their end."""
    if len(letters.TURNED & set(read.text)) < MIN_TURNED_KINDS:
        return read
    lines = [found.span() for found in re.finditer(r"[^\n]+", read.text) if _is_turned(found[0])]
    upright = read.turned(lines)
    edits = [Edit(s, e, upright.text[s:e].translate(letters.UPSIDE_DOWN_TABLE)) for s, e in lines]
    return upright.replaced(edits).marked(True) if edits else read


def _is_turned(line: str) -> bool:
    turned, all_letters = sum(map(line.count, letters.TURNED)), sum(c.isalpha() for c in line)
    return turned >= MIN_TURNED_KINDS and turned >= TURNED_SHARE * all_letters


def _latin_words(read: NormalisedText) -> NormalisedText:
    """Words in which letters of another script stand for Latin ones, words with a mark on most letters, and digits of
    other scripts, in a text that is mainly Latin. In other texts only words that mix Latin with look-alikes."""
    if read.text.isascii():
        return read
    words = [found for found in WORD.finditer(read.text) if not found[0].isascii()]
    mainly_latin = _is_mainly_latin(read.text)
    shortest = 2 if sum(_is_marked(word[0], MIN_MARKED_WORD) for word in words) >= MIN_MARKED_WORDS else MIN_MARKED_WORD
    edits = [Edit(*word.span(), _latin_form(word[0], mainly_latin, shortest)) for word in words]
    hides = any(
        edit.text.isascii() and not word[0].isdigit()
        for edit, word in zip(edits, words, strict=True)
        if edit.text != word[0]
    )
    return read.replaced(edits).marked(hides)


def _latin_form(word: str, mainly_latin: bool, shortest: int) -> str:
    if any(map(letters.LATIN_OF.__contains__, word)):
        mixes = any(map(letters.is_latin, word))
        folded = letters.latin_word(word, letters.LOOK_ALIKE_TABLE) if mixes or mainly_latin else None
        if folded is None and mixes and mainly_latin:
            folded = letters.latin_word(word, letters.MIXED_WORD_TABLE)
        return folded or word
    if not mainly_latin:
        return word
    if _is_marked(word, shortest):
        return letters.without_marks(word) if all(map(letters.is_latin, word)) else word
    return "".join(str(unicodedata.digit(c)) if unicodedata.category(c) == "Nd" else c for c in word)


def _is_marked(word: str, shortest: int) -> bool:
    return len(word) >= shortest and sum(not c.isascii() for c in word) > MARKED_SHARE * len(word)


def _is_mainly_latin(text: str) -> bool:
    """More than half of the letters are Latin."""
    foreign = sum(sum(map(str.isalpha, run)) for run in NOT_ASCII_RUN.findall(text))
    latin = sum(map(text.count, {c for c in set(text) if letters.is_latin(c)}))
    accented = sum(map(text.count, {c for c in set(text) if not c.isascii() and letters.is_latin(c)}))
    return latin > foreign - accented


STEPS: tuple[Step, ...] = (
    _without_hidden,
    _without_extra_marks,
    _plain_letters,
    _regional_letters,
    _in_reading_order,
    _upright,
    _latin_words,
    _latin_words,  # once more, because the words beside it tell the script of a word
)
