"""How a letter names the post that it is about."""

import unicodedata

from agent.messages.masking import mask_contacts
from domain.case import Case, ContentItem, ContentKind
from domain.plain_text import is_blank
from prompts.letter_notes import PostLabel
from prompts.untrusted import shortened

MAX_CHARS_READ, MAX_TITLE_CHARS = 2000, 80
MIN_FIRST_WORDS, MAX_FIRST_WORDS = 2, 6
NOT_THE_POST = (ContentKind.COMMENT, ContentKind.PROFILE)
AROUND_WORDS = ".,;:!?\u2026\"'()\u00a1\u00bf\u201c\u201d\u2018\u2019\u00ab\u00bb"
OPEN_ENDS = ".,;:!?\u2026"


def post_label(case: Case) -> PostLabel:
    """The post by its title, or by its first words as far as they name nobody. Comments and profiles are not the
    post."""
    own = [item for item in case.content if item.kind not in NOT_THE_POST and not is_blank(item.text)]
    title = next((item for item in own if item.kind is ContentKind.TITLE), None)
    shown = _masked_title(title) if title else _first_words(_masked_title(own[0])) if own else ""
    return PostLabel(shown, case.content_date, case.url or "")


def _masked_title(item: ContentItem) -> str:
    return shortened(mask_contacts(item.text[:MAX_CHARS_READ], third_party=True), MAX_TITLE_CHARS)


def _first_words(text: str) -> str:
    """Up to the first word that may be a name: the letter repeats no name of another person. A post may begin with
    one."""
    words = text.split()
    end = next((n for n, word in enumerate(words) if not _is_common(word, is_first=n == 0)), len(words))
    end = min(end, MAX_FIRST_WORDS)
    if end == len(words):
        return text
    return f"{' '.join(words[:end]).rstrip(OPEN_ENDS)}\u2026" if end >= MIN_FIRST_WORDS else ""


def _is_common(word: str, *, is_first: bool) -> bool:
    letters = word.strip(AROUND_WORDS)
    return all(map(_in_word, letters)) and (is_first or not letters[:1].isupper() or letters == "I")


def _in_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM" or character in "'\u2019-"
