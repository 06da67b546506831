"""Draws a scene: the scenery, then its blocks from top to bottom, each turned a little; the seed decides how."""

from numpy.random import Generator
from PIL import Image, ImageFilter

from eval.drawing.blocks import draw_block
from eval.drawing.drawing import Scene, Shape
from eval.drawing.scenery import SIZES, draw_scenery

MAX_TILT = 7.0  # degrees; of small print half as much
LEVEL_SHARE = 0.35  # of the blocks stand straight
PADDING = 24


def draw_scene(scene: Scene, rng: Generator, size: tuple[int, int] | None = None) -> Image.Image:
    """`size` in pixels; None: the seed decides."""
    chosen = size or SIZES[int(rng.integers(len(SIZES)))]
    image = draw_scenery(scene.look, rng, chosen)
    heights = [_share(block.shape) for block in scene.blocks]
    top = 0.0
    for block, share in zip(scene.blocks, heights, strict=True):
        slot = round(chosen[1] * share / max(sum(heights), 2.0))
        piece = draw_block(block, rng, (chosen[0] - 2 * PADDING, slot - PADDING))
        _paste(image, _turned(piece, block.shape, rng), round(top), slot, rng)
        top += slot
    if scene.blur:
        image = image.filter(ImageFilter.GaussianBlur(scene.blur))
    elif rng.random() < 0.4:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.2, 0.9)))
    return image


def _share(shape: Shape) -> float:
    """Of the height, in units of an overlay."""
    if shape in (Shape.SMALL, Shape.TINY):
        return 0.4
    return 2.0 if shape in (Shape.SEAL, Shape.CODE) else 1.0


def _turned(piece: Image.Image, shape: Shape, rng: Generator) -> Image.Image:
    if shape is Shape.SPLIT or rng.random() < LEVEL_SHARE:
        return piece
    tilt = rng.uniform(-MAX_TILT, MAX_TILT) * (0.5 if shape in (Shape.SMALL, Shape.TINY) else 1)
    return piece.rotate(tilt, Image.Resampling.BICUBIC, expand=True)


def _paste(image: Image.Image, piece: Image.Image, top: int, slot: int, rng: Generator) -> None:
    """Within its slot, so that no block covers another."""
    scale = min((image.width - 16) / piece.width, max(8, slot - 8) / piece.height)
    if scale < 1:
        size = (max(1, int(piece.width * scale)), max(1, int(piece.height * scale)))
        piece = piece.resize(size, Image.Resampling.LANCZOS)
    left = round(rng.uniform(0.2, 0.8) * (image.width - piece.width))
    down = top + round(rng.uniform(0.2, 0.8) * (slot - piece.height))
    image.paste(piece, (left, max(0, down)), piece)
