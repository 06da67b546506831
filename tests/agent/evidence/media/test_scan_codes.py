"""Codes to scan: found in pictures of any size, told with the address that they lead to, in bounded work."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from agent.evidence.media.scan_codes import MARK, scan_code
from tests.agent.evidence.media.files import draw_lines


def code(text: str, module: int = 6) -> NDArray[np.uint8]:
    """A QR code with its margin, each module so many pixels wide."""
    drawn = cv2.QRCodeEncoder.create().encode(text)
    return np.asarray(np.kron(drawn, np.ones((module, module), np.uint8))[:, :, None].repeat(3, axis=2), np.uint8)


def photo_with(text: str, width: int = 1_200, height: int = 900) -> NDArray[np.uint8]:
    pixels = np.array(draw_lines(["Thank you for your order"], (width, height), "lightgrey"))
    drawn = code(text)
    pixels[300 : 300 + len(drawn), 600 : 600 + len(drawn)] = drawn
    return pixels


def test_address_of_a_code_is_told_with_its_place() -> None:
    found = scan_code(photo_with("https://t.me/annas_shop"))
    assert found is not None
    assert found.text == f"{MARK} https://t.me/annas_shop"
    assert found.box.x == pytest.approx(600 / 1_200, abs=0.05)
    assert found.box.y == pytest.approx(300 / 900, abs=0.05)


def test_large_photo_is_searched_too() -> None:
    found = scan_code(np.kron(photo_with("tel:+4917155501"), np.ones((3, 3, 1), np.uint8)))
    assert found is not None
    assert found.text == f"{MARK} tel:+4917155501"


@pytest.mark.parametrize("text", ["WIFI:S:shop;T:WPA;P:very-secret;;", "JD014600003SV", "\x1b[31m bell \x07"])
def test_text_that_is_no_address_is_left_out(text: str) -> None:
    found = scan_code(photo_with(text))
    assert found is not None
    assert found.text == MARK


def test_picture_without_a_code_or_of_nothing_but_codes_has_none() -> None:
    assert scan_code(np.asarray(draw_lines(["no code here"]))) is None
    assert scan_code(np.tile(code("https://t.me/x", 2), (40, 40, 1))) is None
    assert scan_code(np.zeros((1, 1, 3), np.uint8)) is None
