"""Masks contacts in a quoted line of a letter and defuses its links, however they are written."""

from collections.abc import Iterator
from typing import NamedTuple

from agent.messages.links import defuse, find_links
from prompts.untrusted import one_line
from text.linear_patterns import linear_pattern
from text.normalization import normalise

E_MAIL, PHONE, NAME, LINK = "[e-mail address]", "[phone number]", "[name]", "[link]"

# The patterns read one line, in which white space is one space.
_DOT_WORD = r"(?:dot|punto|ponto|titik)"
_DOT = rf"(?: ?[.\u3002] ?| ?[(\[{{<] ?(?:{_DOT_WORD}|\.) ?[)\]}}>] ?| {_DOT_WORD} )"
_AT = r"(?: ?[(\[{<] ?(?:at|@|arroba) ?[)\]}>] ?|@| @ | arroba )"
_PART = r"[\w+-]+"
_PROVIDER = r"(?:gmail|googlemail|yahoo|hotmail|outlook|live|icloud|proton(?:mail)?|aol|gmx|mail|zoho|yandex|qq|naver)"
# `jo at mail dot example` is an address; `look at shop.example` may be none.
E_MAIL_ADDRESS = linear_pattern(
    rf"(?:^|[^\w.+-])({_PART}(?:{_DOT}{_PART}){{0,4}}(?:{_AT}{_PART}(?:{_DOT}{_PART}){{1,4}}"
    rf"| at (?:{_PART}(?: {_DOT_WORD} {_PART}){{1,4}}|{_PROVIDER}(?:{_DOT}\w+){{0,2}})))",
    ignore_case=True,
)
SPACED_ADDRESS = linear_pattern(r"(?:^|[^\w])((?:[\w.+-] ){2,}@(?: [\w.+-]){4,})")
_DIGIT_WORD = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|"
    r"um|dois|três|quatro|sete|oito|nove|nol|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|"
    r"không|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|\d)"
)
_DATE = linear_pattern(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4}")
PHONE_NUMBER = linear_pattern(r"(?:^|[^\w.,-])(\+?\(?\d(?:[ .()_*/|\u2010-\u2015\u00b7-]{0,3}\d){6,14})(?:[^\d]|$)")
SPOKEN_NUMBER = linear_pattern(
    rf"(?:^|[^\w])({_DIGIT_WORD}(?:[ ,.-]{{1,3}}{_DIGIT_WORD}){{6,16}})(?:[^\w]|$)", ignore_case=True
)
HANDLE = linear_pattern(r"(?:^|[^\w@.])(@ ?\w[\w.]*)")
# The name of an account after the name of its platform: `insta: jo.doe`, `telegram is jo_99`.
ACCOUNT = linear_pattern(
    r"(?:^|[^\w])(?:instagram|insta|ig|facebook|fb|tik ?tok|tt|snap(?:chat)?|telegram|tele|tg|whats ?app|wa|we ?chat|"
    r"weixin|wx|line|zalo|kik|discord|skype|signal|viber|twitter|youtube|yt|vk|threads|bluesky|linkedin|"
    r"kakao(?: ?talk)?|qq|messenger|onlyfans)"
    r"(?: (?:id|name|acc|account|handle|user|username)){0,2}"
    r"(?: ?[:=\u2013\u2014>~\u2192\u27a1-]{1,3} ?(@?[\w.-]+)| (?:is )?([\w.-]*[\d_.][\w.-]+))",
    ignore_case=True,
)


class _Mask(NamedTuple):
    start: int
    end: int
    text: str


def mask_contacts(line: str, third_party: bool) -> str:
    """`line` in one line without hidden characters, with e-mail addresses and phone numbers masked and links defused.

    In the line of a third party, names of accounts and links are masked too: what the creator wrote themselves is
    public, a comment may be another person's. Contacts are found in the normalised line, so that no disguise hides
    them."""
    line = one_line(line)
    read = normalise(line)
    shown: list[str] = []
    end = 0
    for mask in _without_overlaps(_masks(read.text, third_party)):
        start, stop = read.source_span(mask.start, mask.end)
        shown += line[end:start], mask.text
        end = max(end, stop)
    return "".join((*shown, line[end:])).replace("<", "\u2039").replace(">", "\u203a")


def _masks(text: str, third_party: bool) -> Iterator[_Mask]:
    for pattern in (E_MAIL_ADDRESS, SPACED_ADDRESS):
        yield from (_Mask(*found.span(1), E_MAIL) for found in pattern.finditer(text))
    yield from (_Mask(link.start, link.end, _shown_link(link.text, third_party)) for link in find_links(text))
    for pattern in (PHONE_NUMBER, SPOKEN_NUMBER):
        for found in pattern.finditer(text):
            if not _DATE.match(found[1]):
                yield _Mask(*found.span(1), PHONE)
    if third_party:
        yield from (_Mask(*found.span(1), NAME) for found in HANDLE.finditer(text))
        for found in ACCOUNT.finditer(text):
            yield _Mask(*found.span(1 if found[1] else 2), NAME)


def _shown_link(link: str, third_party: bool) -> str:
    if "@" in link.partition("/")[0]:
        return E_MAIL
    if PHONE_NUMBER.search(link):
        return PHONE
    return LINK if third_party else defuse(link)


def _without_overlaps(masks: Iterator[_Mask]) -> list[_Mask]:
    """In order of the text. Of two that overlap, the earlier one of `masks` counts."""
    chosen: list[_Mask] = []
    for mask in masks:
        if not any(mask.start < other.end and other.start < mask.end for other in chosen):
            chosen.append(mask)
    return sorted(chosen)
