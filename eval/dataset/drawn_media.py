"""Draws the media of a line of a cases file that describes them, so that no picture has to be stored beside it."""

from typing import Any

from pydantic import TypeAdapter

from eval.drawing.drawing import Drawing
from signals.copies.errors import require

DRAWINGS = "drawings"
MAX_DRAWINGS = 10  # of a case

_DRAWINGS = TypeAdapter(tuple[Drawing, ...])


def with_drawn_media(line: Any) -> Any:
    """A line with `drawings` gets a medium in its case for each, a data URL. Any other line comes back as it is. Raises
    pydantic's ValidationError, ValueError for too many, and CopiesExtraMissing."""
    if not isinstance(line, dict) or not line.get(DRAWINGS) or not isinstance(line.get("case"), dict):
        return line
    require("PIL", "intelligence", "draw the pictures of this dataset")
    from eval.drawing.files import draw_data_url

    drawings = _DRAWINGS.validate_python(line[DRAWINGS])
    if len(drawings) > MAX_DRAWINGS:
        raise ValueError(f"{len(drawings)} drawings, and a case has at most {MAX_DRAWINGS}")
    if any(drawing.is_video for drawing in drawings):
        require("av", "video", "draw the videos of this dataset")
    case_id = str(line.get("id"))
    media = [{"id": drawing.id, "source": draw_data_url(drawing, case_id)} for drawing in drawings]
    return line | {"case": line["case"] | {"media": [*line["case"].get("media", ()), *media]}}
