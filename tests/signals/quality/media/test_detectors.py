"""Detectors on frames that are made in the test: each tells what it is for from what it is not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from signals.quality.measure import Measure
from signals.quality.media.appearance import exposure, sharpness, text_only
from signals.quality.media.banners import banner_share
from signals.quality.media.clip import Clip
from signals.quality.media.stillness import silence_share, still_share
from tests.signals.quality.media.clips import Frame, blurred, moving, scene


def clip(frames: list[Frame], loudness: "np.ndarray[tuple[int], np.dtype[np.float64]] | None" = None) -> Clip:
    """A frame each half second."""
    return Clip(np.stack(frames), np.arange(len(frames)) / 2, loudness)


def value(measure: Measure) -> float:
    assert measure.value is not None, measure.reason
    return measure.value


def page(frame_height: int = 180) -> Frame:
    """Dark strokes in lines on a white ground."""
    frame = np.full((frame_height, 320), 250, np.uint8)
    for top in range(20, 160, 20):
        frame[top : top + 9, 20:300:6] = 10
        frame[top : top + 9, 21:300:6] = 10
    return frame


def test_a_slideshow_stands_still_and_a_film_does_not() -> None:
    slides = [scene(0)] * 10 + [scene(1)] * 10
    assert value(still_share(clip(slides))) == pytest.approx(18 / 19, abs=0.01)
    assert value(still_share(clip(moving(2)))) == 0
    half = value(still_share(clip([*moving(1), *[scene(5)] * 8])))
    assert 0.4 < half < 0.6


def test_noise_of_a_camera_is_no_movement() -> None:
    random = np.random.default_rng(0)
    noisy = [np.clip(scene(0) + random.normal(0, 4, (180, 320)), 0, 255).astype(np.uint8) for _ in range(8)]
    assert value(still_share(clip(noisy))) == 1


def test_silence() -> None:
    loud, quiet = np.full(30, 0.2), np.full(10, 1e-4)
    assert value(silence_share(clip(moving(1), np.concatenate([loud, quiet])))) == 0.25
    assert value(silence_share(clip(moving(1), None))) == 1
    assert silence_share(clip(moving(1), loud[:5])).value is None


def test_a_picture_has_neither_movement_nor_sound() -> None:
    assert still_share(clip([scene()])).value is None
    assert silence_share(clip([scene()])).value is None


def test_sharpness_falls_with_blur() -> None:
    values = [value(sharpness(clip([blurred(scene(), times)]))) for times in (0, 2, 8, 32)]
    assert values == sorted(values, reverse=True)
    assert values[0] > 0.6 > 0.4 > values[-1]
    assert sharpness(clip([np.full((180, 320), 90, np.uint8)])).value is None


def test_exposure_falls_in_the_dark_and_in_glare() -> None:
    normal = scene()
    dark, burnt = (normal // 9).astype(np.uint8), np.clip(normal.astype(int) + 150, 0, 255).astype(np.uint8)
    assert value(exposure(clip([normal]))) > 0.8
    assert value(exposure(clip([dark]))) < 0.3
    assert value(exposure(clip([burnt]))) < 0.5


def test_text_on_a_plain_ground() -> None:
    assert value(text_only(clip([page()]))) == 1
    assert value(text_only(clip([255 - page()]))) == 1
    assert value(text_only(clip([scene()]))) == 0
    assert value(text_only(clip([np.full((180, 320), 250, np.uint8)]))) == 0
    assert value(text_only(clip([page(), scene()]))) == 0.5


def test_a_banner_that_stands_before_a_moving_picture() -> None:
    frames = [frame.copy() for frame in moving(2)]
    for frame in frames:
        frame[-45:] = page()[20:65]
    assert value(banner_share(clip(frames))) == pytest.approx(0.25, abs=0.03)
    assert value(banner_share(clip(moving(2)))) == 0


def test_a_banner_on_a_picture_and_a_ground_that_fades_out() -> None:
    picture = scene()
    picture[:36] = 200
    assert value(banner_share(clip([picture]))) == pytest.approx(0.2, abs=0.02)
    fading = np.clip(np.linspace(200, 60, 180)[:, None] + np.zeros(320), 0, 255).astype(np.uint8)
    assert value(banner_share(clip([fading]))) == 0


@given(arrays(np.uint8, array_shapes(min_dims=3, max_dims=3, min_side=1, max_side=24)), st.booleans())
@settings(max_examples=60)
def test_any_frames_give_shares_or_a_reason(frames: Frame, sound: bool) -> None:
    any_clip = Clip(frames, np.arange(len(frames)) / 2, np.linspace(0, 1, 20) if sound else None)
    for detect in (still_share, silence_share, text_only, sharpness, exposure, banner_share):
        measure = detect(any_clip)
        assert measure.reason
        assert measure.value is None or 0 <= measure.value <= 1
        assert (measure.value is None) == (measure.confidence is None)
