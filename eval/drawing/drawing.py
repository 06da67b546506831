"""What a labelled case asks to be drawn: scenes with blocks of text, as one picture or as a video of several."""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from domain.base import FrozenModel

CROSSED_OUT, BESIDE = "~", "|"  # before a price that is crossed out; between the headings of a picture in two halves
MAX_SCENES = 20
Line = Annotated[str, Field(min_length=1, max_length=80)]


class Shape(StrEnum):
    """What carries the text of a block."""

    OVERLAY = "overlay"
    TAG = "tag"
    SEAL = "seal"
    LABEL = "label"
    CARD = "card"
    CODE = "code"
    TIMER = "timer"
    SPLIT = "split"
    SMALL = "small"
    TINY = "tiny"


class Block(FrozenModel):
    """In a cases file: `["tag", "~59.00", "NOW 19.00"]`, the shape and its lines."""

    shape: Shape
    lines: tuple[Line, ...] = Field(min_length=1, max_length=6)

    @field_validator("lines")
    @classmethod
    def _check_letters(cls, lines: tuple[str, ...]) -> tuple[str, ...]:
        """The font that comes with Pillow has no other letters."""
        if not all(line.isascii() and line.isprintable() for line in lines):
            raise ValueError("a drawing has ASCII letters only: write EUR for the sign, and leave accents out")
        return lines

    @property
    def words(self) -> tuple[str, ...]:
        """The lines as they are read in the picture."""
        lines = [part for line in self.lines for part in (line.split(BESIDE) if self.shape is Shape.SPLIT else [line])]
        return tuple(line.removeprefix(CROSSED_OUT) for line in lines)


class Scene(FrozenModel):
    """`look`: what stands behind the blocks, which are drawn from top to bottom. `blur`: the radius in pixels."""

    look: Literal["shelf", "wall", "table", "counter", "floor", "bottle", "van", "split"]
    blocks: tuple[Block, ...] = ()
    blur: int = Field(default=0, ge=0, le=40)

    @field_validator("blocks", mode="before")
    @classmethod
    def _read_short_form(cls, blocks: Any) -> Any:
        if not isinstance(blocks, (list, tuple)):
            return blocks
        return [{"shape": one[0], "lines": one[1:]} if isinstance(one, list) and one else one for one in blocks]


class Drawing(FrozenModel):
    """A picture of one scene, or a video that shows several, a second each. `broken`: the file is `cut` off after a
    third of its bytes, or is a `text` that claims to be a picture."""

    id: Annotated[str, Field(min_length=1, max_length=100)]
    scenes: tuple[Scene, ...] = Field(min_length=1, max_length=MAX_SCENES)
    is_video: bool = False
    broken: Literal["cut", "text"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _read_short_form(cls, values: Any) -> Any:
        """`look`, `blocks` and `blur` are those of the one picture, `frames` the scenes of a video."""
        if not isinstance(values, dict) or "scenes" in values:
            return values
        if "frames" in values:
            rest = {name: value for name, value in values.items() if name != "frames"}
            return {**rest, "scenes": values["frames"], "is_video": True}
        scene = {name: values[name] for name in ("look", "blocks", "blur") if name in values}
        return {**{name: value for name, value in values.items() if name not in scene}, "scenes": [scene]}

    @property
    def words(self) -> tuple[str, ...]:
        """All lines in the order of reading."""
        return tuple(line for scene in self.scenes for block in scene.blocks for line in block.words)

    @property
    def is_readable(self) -> bool:
        """Whether a person could read every line: nothing is broken, blurred or tiny."""
        blocks = [block for scene in self.scenes for block in scene.blocks]
        tiny = any(block.shape is Shape.TINY for block in blocks)
        return bool(blocks) and not (self.broken or tiny or any(scene.blur for scene in self.scenes))
