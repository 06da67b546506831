"""Reads a code to scan in a picture: the address in it leads viewers away as a printed one does."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.evidence.media.reading_order import TextLine
from agent.messages.contacts import find_contacts
from domain.media import Box
from domain.plain_text import CONTROL_CHARACTER

MARK = "[code to scan]"
MAX_SIDE = 1_024  # pixels: even a picture made of codes is then searched within seconds
MAX_CHARS = 500


def scan_code(pixels: NDArray[np.uint8]) -> TextLine | None:
    """The QR code of a picture (height, width, 3) that shows one: `MARK`, with its text where that is an address. Other
    texts, such as the password of a network, are left out. Of several codes, one or none is read."""
    import cv2

    step = max(1.0, max(pixels.shape[:2]) / MAX_SIDE)
    size = (max(1, round(pixels.shape[1] / step)), max(1, round(pixels.shape[0] / step)))
    small = cv2.resize(np.ascontiguousarray(pixels), size, interpolation=cv2.INTER_AREA)
    try:
        text, corners, _ = cv2.QRCodeDetector().detectAndDecode(small)
    except (cv2.error, UnicodeDecodeError):  # a code that is damaged, or not in UTF-8
        return None
    if not text or corners is None:
        return None
    line = " ".join(CONTROL_CHARACTER.sub(" ", text[:MAX_CHARS]).split())
    leads = next(find_contacts(line), None) is not None
    return TextLine(f"{MARK} {line}" if leads else MARK, _box(corners.reshape(-1, 2) / size), 1.0)


def _box(corners: NDArray[Any]) -> Box:
    """Around the corners, as shares of the picture."""
    left, top = np.clip(corners.min(axis=0), 0, 1).tolist()
    right, bottom = np.clip(corners.max(axis=0), 0, 1).tolist()
    return Box(x=left, y=top, width=right - left, height=bottom - top)
