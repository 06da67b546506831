import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.case import Case, ContentItem
from domain.media import Box, Media, MediaHash, MediaKind, MediaRegion
from domain.media_places import media_words, place_words, region_of_quote, rounded, union

SHARES = st.floats(0, 1, allow_nan=False)
BOXES = st.builds(lambda x, y, w, h: Box(x=x, y=y, width=w * (1 - x), height=h * (1 - y)), *([SHARES] * 4))
LINES = (Box(x=0.1, y=0.2, width=0.5, height=0.05), Box(x=0.1, y=0.3, width=0.7, height=0.05))
ITEM = ContentItem(
    id="t", text="Cures asthma\nin a week", region=MediaRegion(media_id="photo-1", box=union(LINES), lines=LINES)
)


@given(st.lists(BOXES, min_size=1, max_size=5))
def test_union_and_rounding_stay_in_the_picture(boxes: list[Box]) -> None:
    whole = union(boxes)
    assert all(whole.x <= box.x and whole.y <= box.y for box in boxes)
    assert abs(rounded(whole).x - whole.x) < 1e-4


@pytest.mark.parametrize(
    ("start", "end", "lines"), [(0, 12, LINES[:1]), (13, 22, LINES[1:]), (6, 15, LINES), (0, 13, LINES[:1])]
)
def test_quote_has_the_box_of_the_lines_that_it_touches(start: int, end: int, lines: tuple[Box, ...]) -> None:
    region = region_of_quote(ITEM, start, end)
    assert region is not None
    assert (region.box, region.lines) == (rounded(union(lines)), lines)


def test_places_in_words() -> None:
    assert place_words(MediaRegion(media_id="photo-1", box=LINES[0])) == "photo-1, 10% from the left, 20% from the top"
    assert place_words(MediaRegion(media_id="clip", start_ms=3_000, end_ms=3_667_000)) == "clip, 0:03 to 1:01:07"
    read = Media(
        id="a", kind=MediaKind.IMAGE, sha256="0" * 64, width=1080, height=90, origin="a.png", unread="too late"
    )
    assert media_words(read) == "picture of 1,080 by 90 pixels, from a.png; was read in part: too late"


@pytest.mark.parametrize(
    "media",
    [
        [{"id": "a"}],
        [{"id": "a", "source": "x", "sha256": "0" * 64}],
        [{"id": "a", "source": ""}],
        [{"id": "a", "source": "x"}, {"id": "a", "source": "y"}],
        [{"id": "a", "sha256": "zz"}],
    ],
)
def test_media_that_are_neither_to_read_nor_read_are_refused(media: object) -> None:
    with pytest.raises(ValidationError):
        Case.model_validate({"id": "c", "media": media})


def test_content_of_unknown_media_is_refused() -> None:
    content = [{"text": "x", "region": {"media_id": "other"}}]
    with pytest.raises(ValidationError, match="content names media that the case lacks: other"):
        Case.model_validate({"id": "c", "content": content})


def test_case_with_media_alone_is_valid_and_shows_no_source() -> None:
    case = Case.model_validate({"id": "c", "media": [{"source": "https://host/x?secret"}]})
    assert case.media[0].id == "media-1"
    assert "secret" not in repr(case)
    assert case.media_gaps == ("media-1 was not read",)


def test_case_without_media_is_written_as_before() -> None:
    written = Case.model_validate({"id": "c", "content": [{"text": "x"}]}).model_dump_json()
    assert "media" not in written
    assert "region" not in written


@pytest.mark.parametrize(
    ("name", "digits", "valid"), [("dhash512", 128, True), ("dhash512", 4, False), ("pdq", 4, True)]
)
def test_hash_has_the_digits_of_its_kind(name: str, digits: int, valid: bool) -> None:
    if valid:
        assert MediaHash(name=name, value="a" * digits).name == name
    else:
        with pytest.raises(ValidationError, match="dhash512 has 128 hexadecimal digits, and this one has 4"):
            MediaHash(name=name, value="a" * digits)
