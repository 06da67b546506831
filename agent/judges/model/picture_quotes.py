"""What a model cites in the pictures that it is shown: their numbers and boxes, checked here.

A box can be checked only for lying in the picture. What the model says that it sees there cannot be checked word for
word, so a finding that rests on it alone goes to a person."""

import hashlib
import re
from collections.abc import Iterable, Sequence

from pydantic import ValidationError

from agent.evidence.media.read_file import ShownPicture
from agent.judges.model.quotes import locate_quote
from domain.case import Case
from domain.finding import DraftQuote, PictureCitation
from domain.media import Box
from prompts.untrusted import one_line, shortened

MAX_NAME_CHARS = 60
MAX_SEEN_CHARS = 300
NUMBER = r"\s{0,2}([0-9.]{1,8})\s{0,2}"
BOX = rf"\[{NUMBER},{NUMBER},{NUMBER},{NUMBER}\]"
CITED = re.compile(rf"picture\s{{0,2}}(\d{{1,2}})\s{{0,2}}{BOX}\s{{0,2}}:?(.*)", re.IGNORECASE | re.DOTALL)
Quotes = tuple[tuple[DraftQuote, ...], tuple[PictureCitation, ...]]


def located(quotes: Iterable[tuple[str, str]], case: Case, pictures: Sequence[ShownPicture]) -> Quotes:
    """Of item ids and texts: the quotes of texts, and the citations of pictures. A citation of no picture, or of a box
    that is not in it, stays among the quotes, where the citation check rejects it. Words of the post come first: a post
    may look like a citation."""
    texts, cited = list[DraftQuote](), list[PictureCitation]()
    for item_id, text in quotes:
        quote = locate_quote(item_id, text, case)
        citation = None if quote.start is not None else _citation(text, pictures)
        if citation is None:
            texts.append(quote)
        else:
            cited.append(citation)
    return tuple(texts), tuple(cited)


def _citation(text: str, pictures: Sequence[ShownPicture]) -> PictureCitation | None:
    found = CITED.match(text.strip())
    if found is None or not 1 <= int(found[1]) <= len(pictures):
        return None
    try:
        x, y, width, height = (float(number) for number in found.group(2, 3, 4, 5))
        box = Box(x=x, y=y, width=width, height=height)
    except (ValidationError, ValueError):
        return None
    seen, picture = shortened(one_line(found[6].strip()), MAX_SEEN_CHARS), pictures[int(found[1]) - 1]
    if not seen or not width or not height:
        return None
    return PictureCitation(media_id=picture.media_id, box=box, at_ms=picture.at_ms, seen=seen)


def question_digest(prompt_sha256: str, pictures: Sequence[ShownPicture]) -> str:
    """The same for equal questions about equal pictures."""
    if not pictures:
        return prompt_sha256
    parts = [prompt_sha256, *(hashlib.sha256(picture.jpeg).hexdigest() for picture in pictures)]
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def names_of(pictures: Sequence[ShownPicture]) -> list[str]:
    """Media ids, with the second of a frame."""
    return [
        shortened(one_line(picture.media_id), MAX_NAME_CHARS)
        + ("" if picture.at_ms is None else f", at {picture.at_ms / 1000:.1f} s")
        for picture in pictures
    ]
