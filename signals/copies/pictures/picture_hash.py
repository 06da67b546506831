"""The hash of a picture: bits of it and of its parts to find candidates, and a small grey picture to verify them."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signals.copies.evidence import NotMeasured
from signals.copies.pictures.alignment import MIN_PATCHES, textured_patches
from signals.copies.pictures.boxes import content_boxes, part_boxes, whole_boxes
from signals.copies.pictures.difference_hash import Bits, difference_bits
from signals.copies.pictures.grey import Areas, Boxes, Grey, to_grey

MIN_SIDE = 24  # pixels; a smaller or narrower picture shows too little


@dataclass(frozen=True, eq=False)
class PictureHash:
    """Two pictures with one digest are equal after shrinking."""

    digest: str
    grey: NDArray[np.uint8]
    content: Boxes
    full: Boxes
    whole_bits: Bits
    mirrored_bits: Bits
    """Of the whole pictures."""
    parts: Boxes
    part_bits: Bits


def hash_picture(pixels: NDArray[Any]) -> PictureHash | NotMeasured:
    """Of a grey (height, width) or colour (height, width, 3) picture, values 0 to 255."""
    grey: Grey = np.round(to_grey(pixels))
    height, width = grey.shape
    if min(height, width) < MIN_SIDE:
        return NotMeasured("the picture is too small or too narrow")
    if textured_patches(grey) < MIN_PATCHES:
        return NotMeasured("the picture is too plain to be told from others")
    areas, content = Areas.of(grey), content_boxes(grey)
    full, parts = whole_boxes(content, width, height), part_boxes(content)
    whole_bits, mirrored_bits = difference_bits(areas, full)
    small = np.clip(grey, 0, 255).astype(np.uint8)
    return PictureHash(
        digest=sha256(f"{width} {height} ".encode() + small.tobytes()).hexdigest(),
        grey=small,
        content=content,
        full=full,
        whole_bits=whole_bits,
        mirrored_bits=mirrored_bits,
        parts=parts,
        part_bits=difference_bits(areas, parts)[0],
    )
