"""Where a quote stands in a picture, a video or a sound, and that place in words."""

from collections.abc import Sequence

from domain.case import Case, ContentItem
from domain.finding import ContentQuote, PictureCitation
from domain.media import Box, Media, MediaKind, MediaRegion
from domain.verdict import Verdict

KIND_WORDS = {MediaKind.IMAGE: "picture", MediaKind.VIDEO: "video", MediaKind.AUDIO: "sound"}


def union(boxes: Sequence[Box]) -> Box:
    """The smallest box around some, at least one."""
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.x + box.width for box in boxes), max(box.y + box.height for box in boxes)
    return Box(x=left, y=top, width=min(right, 1.0) - left, height=min(bottom, 1.0) - top)


def rounded(box: Box) -> Box:
    """To a ten thousandth of the picture."""
    x, y = round(box.x, 4), round(box.y, 4)
    return Box(x=x, y=y, width=min(round(box.width, 4), 1 - x), height=min(round(box.height, 4), 1 - y))


def region_of_quote(item: ContentItem, start: int, end: int) -> MediaRegion | None:
    """The region of `item.text[start:end]`: of the lines that it touches, where their boxes are known."""
    region = item.region
    if region is None or len(region.lines) != item.text.count("\n") + 1:
        return region
    first, last = item.text.count("\n", 0, start), item.text.count("\n", 0, max(start, end - 1))
    touched = region.lines[first : last + 1]
    return region.model_copy(update={"box": rounded(union(touched)), "lines": touched})


def with_regions(verdict: Verdict, case: Case) -> Verdict:
    """With the place of each quote that was read in a medium."""
    if not any(item.region for item in case.content):
        return verdict

    def placed(quote: ContentQuote) -> ContentQuote:
        item = case.item(quote.item_id)
        region = region_of_quote(item, quote.start, quote.end) if item else None
        return quote.model_copy(update={"region": region}) if region else quote

    findings = tuple(
        finding.model_copy(update={"content_quotes": tuple(map(placed, finding.content_quotes))})
        for finding in verdict.findings
    )
    shortlist = tuple(one.model_copy(update={"quote": placed(one.quote)}) for one in verdict.shortlist)
    return verdict.model_copy(update={"findings": findings, "shortlist": shortlist})


def place_words(region: MediaRegion) -> str:
    """Such as `photo-1, 12% from the left, 40% from the top`, or `clip-1, 0:03 to 0:07`."""
    parts = [region.media_id]
    if region.start_ms is not None and region.end_ms is not None:
        start, end = clock(region.start_ms), clock(region.end_ms)
        parts.append(start if start == end else f"{start} to {end}")
    if region.box is not None:
        parts.append(f"{region.box.x:.0%} from the left, {region.box.y:.0%} from the top")
    return ", ".join(parts)


def seen_words(citation: PictureCitation) -> str:
    """Such as `“a bottle” (photo-1, 12% from the left, 40% from the top)`."""
    at = citation.at_ms
    region = MediaRegion(media_id=citation.media_id, box=citation.box, start_ms=at, end_ms=at)
    return f"“{citation.seen}” ({place_words(region)})"


def media_words(media: Media) -> str:
    """Such as `picture of 1,080 by 1,080 pixels, from photo.jpg`, with what was not read of it."""
    known = KIND_WORDS[media.kind] if media.kind else "file"
    if media.width and media.height:
        known += f" of {media.width:,} by {media.height:,} pixels"
    if media.duration_ms:
        known += f", {clock(media.duration_ms)} long"
    if media.origin:
        known += f", from {media.origin}"
    return f"{known}; {media.gap}" if media.gap else known


def clock(milliseconds: int) -> str:
    seconds = milliseconds // 1000
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"
