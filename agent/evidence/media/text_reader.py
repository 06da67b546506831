"""Reads text in pictures with the models that the package rapidocr brings: first where lines are, then each line. A
code to scan is read as a line too.

The models are loaded once in a process, at the first picture. They run one picture at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from agent.evidence.media.reading_order import TextLine
from agent.evidence.media.scan_codes import scan_code
from agent.evidence.media.tiles import Tile, tiles
from domain.media import Box
from domain.plain_text import CONTROL_CHARACTER, is_blank

if TYPE_CHECKING:
    from rapidocr import RapidOCR

MIN_SCORE = 0.6  # below it, what was read of a line is more often wrong than right
SURE_SCORE = 0.8  # clear letters have 0.97 and more, blurred ones and those of unknown scripts less
SURE_FOUND = 0.6  # of the detection: leaves, tiles and the like have less, letters of any script more
MIN_LETTERS = 0.6  # of the characters of a line; unknown letters are read as blanks
MAX_LINES = 400  # of one picture
INSTALL = "pip install 'clausewise[media]'"
Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class PictureText:
    """`unread`: which part was not read, in words, or None."""

    lines: tuple[TextLine, ...]
    unread: str | None = None


@dataclass(frozen=True)
class Recognised:
    """A line with its `found` score of the detection. `raw`: its text as the model gave it."""

    line: TextLine
    raw: str
    found: float

    @property
    def is_unsure(self) -> bool:
        """Whether letters stand there that were not recognised."""
        letters = sum(not c.isspace() for c in self.raw)
        is_poor = not self.line.text or self.line.score < SURE_SCORE or letters < MIN_LETTERS * len(self.raw)
        is_text = self.found >= SURE_FOUND or (bool(self.line.text) and self.line.score >= MIN_SCORE)
        return is_poor and is_text


class TextReader(Protocol):
    @property
    def missing(self) -> str | None:
        """Why it can read nothing, such as a package that is not installed, or None."""
        ...

    def read(self, pixels: Pixels, deadline: float) -> PictureText:
        """Of a picture (height, width, 3), red, green and blue. `deadline`: of time.monotonic(). Boxes are shares of
        the whole picture."""
        ...


@dataclass(frozen=True)
class OcrReader:
    """`rapidocr` and its models, shared by all readers of the process."""

    min_score: float = MIN_SCORE

    @property
    def missing(self) -> str | None:
        return None if is_installed() else f"to read text in pictures, run {INSTALL}"

    def read(self, pixels: Pixels, deadline: float) -> PictureText:
        engine = _engine()
        found = list[TextLine]()
        unsure, late = 0, False
        for tile in tiles(pixels):
            for one in engine.lines(tile.pixels, deadline):
                if one is None or len(found) >= MAX_LINES:
                    late = True
                    break
                placed = _placed(one.line, tile)
                if placed is None:
                    continue
                unsure += one.is_unsure
                if placed.text and placed.score >= self.min_score:
                    found.append(placed)
        if monotonic() < deadline and (code := scan_code(pixels)) is not None:
            found.append(code)
        return PictureText(tuple(found), _unread(unsure, late))


def _unread(unsure: int, late: bool) -> str | None:
    if late:
        return "it holds more text than was read in time"
    if unsure:
        return f"{unsure} line{'s' if unsure > 1 else ''} of text could not be recognised surely"
    return None


def is_installed() -> bool:
    try:
        return all(find_spec(library) is not None for library in ("rapidocr", "cv2", "PIL"))
    except ValueError:  # an import of one failed or was forbidden
        return False


@dataclass(frozen=True, eq=False)
class Engine:
    """Boxes are shares of the picture that was given. None instead of a line: the time is over."""

    ocr: "RapidOCR"
    lock: Lock = field(default_factory=Lock)

    def lines(self, pixels: Pixels, deadline: float) -> Iterator[Recognised | None]:
        from rapidocr.utils.process_img import get_rotate_crop_image

        picture = np.ascontiguousarray(pixels[:, :, ::-1])  # blue first, as the models learned
        found = self._run(picture, deadline, use_det=True, use_cls=False, use_rec=False)
        if found is None:
            yield None
            return
        boxes, scores = ((), ()) if found.boxes is None else (found.boxes, found.scores)
        for corner, score in zip(boxes, scores, strict=True):
            crop = get_rotate_crop_image(picture, np.array(corner, dtype=np.float32))
            read = self._run(crop, deadline, use_det=False, use_cls=True, use_rec=True)
            if read is None:
                yield None
                return
            if read.txts:
                line = TextLine(_clean(read.txts[0]), _box(corner, pixels), float(read.scores[0]))
                yield Recognised(line, read.txts[0], float(score))

    def _run(self, picture: Pixels, deadline: float, **parts: bool) -> Any:
        """What the models find, or None where the time is over, also while others use them."""
        if not self.lock.acquire(timeout=max(0.0, deadline - monotonic())):
            return None
        try:
            return self.ocr(picture, **parts) if monotonic() < deadline else None
        finally:
            self.lock.release()


@lru_cache(maxsize=1)
def _engine() -> Engine:
    from pathlib import Path

    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    paths = {"Det": "PP-OCRv6_det_small.onnx", "Rec": "PP-OCRv6_rec_small.onnx"}
    params: dict[str, Any] = {"Global.log_level": "critical"}
    params |= {f"{part}.model_path": str(models / name) for part, name in paths.items() if (models / name).exists()}
    return Engine(rapidocr.RapidOCR(params=params))


def _clean(text: str) -> str:
    cleaned = " ".join(CONTROL_CHARACTER.sub(" ", text).split())
    return "" if is_blank(cleaned) else cleaned


def _box(corners: NDArray[np.float32], pixels: Pixels) -> Box:
    """Around the four corners, which may be turned."""
    height, width = pixels.shape[:2]
    left, top = np.clip(corners.min(axis=0) / (width, height), 0, 1).tolist()
    right, bottom = np.clip(corners.max(axis=0) / (width, height), 0, 1).tolist()
    return Box(x=left, y=top, width=right - left, height=bottom - top)


def _placed(line: TextLine, tile: Tile) -> TextLine | None:
    """In the whole picture; None where another tile shows the line better."""
    box = tile.in_picture(line.box)
    return TextLine(line.text, box, line.score) if tile.owns(box) else None
