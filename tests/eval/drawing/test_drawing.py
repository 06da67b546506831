"""Drawings are read from their short form, refuse what the font lacks, and are equal for an equal seed."""

import io

import pytest
from PIL import Image
from pydantic import ValidationError

from eval.drawing.drawing import Drawing, Shape
from eval.drawing.files import draw_data_url, draw_file

TAG = {"id": "p1", "look": "shelf", "blocks": [["tag", "~58.00", "NOW 19.00"], ["small", "new"]]}
VIDEO = {"id": "v1", "frames": [{"look": "van", "blocks": []}, {"look": "wall", "blocks": [["overlay", "hello"]]}]}


def drawing(**fields: object) -> Drawing:
    return Drawing.model_validate(TAG | fields)


def test_short_form_names_shapes_lines_and_scenes() -> None:
    picture, video = drawing(), Drawing.model_validate(VIDEO)
    assert [(block.shape, block.lines) for block in picture.scenes[0].blocks] == [
        (Shape.TAG, ("~58.00", "NOW 19.00")),
        (Shape.SMALL, ("new",)),
    ]
    assert (picture.is_video, video.is_video, len(video.scenes)) == (False, True, 2)
    assert Drawing.model_validate(picture.model_dump()) == picture


def test_words_are_those_that_can_be_read() -> None:
    halves = drawing(blocks=[["split", "DAY 1|DAY 28"], ["overlay", "my skin"]])
    assert drawing().words == ("58.00", "NOW 19.00", "new")
    assert halves.words == ("DAY 1", "DAY 28", "my skin")


@pytest.mark.parametrize(
    ("fields", "readable"),
    [
        ({}, True),
        ({"blur": 9}, False),
        ({"broken": "cut"}, False),
        ({"blocks": [["tiny", "a"]]}, False),
        ({"blocks": []}, False),
    ],
)
def test_readable_is_what_a_person_could_read(fields: dict[str, object], readable: bool) -> None:
    assert drawing(**fields).is_readable is readable


@pytest.mark.parametrize("line", ["24 €", "grün", "line\nbreak", ""])
def test_letters_that_the_font_lacks_are_refused(line: str) -> None:
    with pytest.raises(ValidationError):
        drawing(blocks=[["tag", line]])


def test_unknown_shape_and_look_are_refused() -> None:
    for fields in ({"blocks": [["poster", "a"]]}, {"look": "moon"}):
        with pytest.raises(ValidationError):
            drawing(**fields)


def test_drawing_is_equal_for_one_seed_and_differs_for_another() -> None:
    kind, content = draw_file(drawing(), "me-1")
    assert (kind, content) == draw_file(drawing(), "me-1")
    assert content not in (draw_file(drawing(), "me-2")[1], draw_file(drawing(), "me-1", seed=1)[1])
    with Image.open(io.BytesIO(content)) as image:
        assert min(image.size) >= 600
    assert draw_data_url(drawing(), "me-1").startswith(f"data:{kind};base64,")


@pytest.mark.parametrize("shape", [*Shape])
def test_every_shape_is_drawn_on_its_scenery(shape: Shape) -> None:
    with_block, without = (draw_file(drawing(blocks=blocks), "x")[1] for blocks in ([[shape, "ONE", "TWO"]], []))
    assert with_block != without


def test_broken_files_are_no_pictures() -> None:
    whole, cut = draw_file(drawing(), "x")[1], draw_file(drawing(broken="cut"), "x")[1]
    assert cut == whole[: len(whole) // 3]
    assert draw_file(drawing(broken="text"), "x")[1].startswith(b"the upload failed")


def test_video_shows_its_scenes_one_after_the_other() -> None:
    import av

    kind, content = draw_file(Drawing.model_validate(VIDEO), "x")
    with av.open(io.BytesIO(content), "r") as container:
        frames = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    assert (kind, len(frames)) == ("video/mp4", 10)
    assert abs(frames[0].mean() - frames[4].mean()) < 1 < abs(frames[4].astype(float) - frames[5]).mean()
