"""What a video or sound file has to be read, and whether the case brings what is spoken in it."""

import re
from io import BytesIO
from typing import TYPE_CHECKING

from agent.evidence.media.sources import MediaUnread
from domain.case import Case, ContentKind

if TYPE_CHECKING:
    from signals.media.sound import Tracks

MIN_WORDS = 3
# A letter of a script that writes no spaces counts as a word: Thai, Lao, Burmese, Khmer, Japanese and Chinese.
WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[^\W\d_]+")


def tracks_in(content: bytes) -> "Tracks":
    """Raises MediaUnread, also for a file without any."""
    from signals.media.errors import Unreadable
    from signals.media.sound import tracks_of

    try:
        return tracks_of(BytesIO(content))
    except Unreadable as error:
        raise MediaUnread(str(error)) from None


def has_transcript(case: Case, media_id: str) -> bool:
    """Whether the case brings what is spoken in this medium, in some words: a full stop is no transcript."""
    words = 0
    for item in case.content:
        if item.kind is ContentKind.TRANSCRIPT and item.region is not None and item.region.media_id == media_id:
            words += sum(1 for _ in WORD.finditer(item.text))
    return words >= MIN_WORDS
