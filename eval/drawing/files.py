"""The files of drawings: JPEG or PNG pictures and MP4 videos, as bytes and as data URLs. Equal for an equal seed."""

import base64
import hashlib
import io

import numpy as np
from numpy.random import Generator, default_rng
from PIL import Image

from eval.drawing.drawing import Drawing
from eval.drawing.pictures import draw_scene

SEED = 20
FRAMES_PER_SECOND = 5
VIDEO_SIZE = (640, 640)
QUALITIES = (45, 93)  # of a JPEG, the lowest and the highest
PNG_SHARE = 0.04


def draw_file(drawing: Drawing, case_id: str, seed: int = SEED) -> tuple[str, bytes]:
    """The media type and the bytes."""
    digest = hashlib.sha256(f"{seed} {case_id} {drawing.id}".encode()).digest()
    rng = default_rng(int.from_bytes(digest[:8], "big"))
    if drawing.broken == "text":
        return "image/jpeg", b"the upload failed, please try again later\n"
    kind, content = _video(drawing, rng) if drawing.is_video else _picture(drawing, rng)
    return kind, content[: len(content) // 3] if drawing.broken == "cut" else content


def draw_data_url(drawing: Drawing, case_id: str, seed: int = SEED) -> str:
    kind, content = draw_file(drawing, case_id, seed)
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def _picture(drawing: Drawing, rng: Generator) -> tuple[str, bytes]:
    image = draw_scene(drawing.scenes[0], rng)
    return _encoded(image, rng)


def _encoded(image: Image.Image, rng: Generator) -> tuple[str, bytes]:
    file = io.BytesIO()
    if rng.random() < PNG_SHARE:
        image.save(file, "PNG")
        return "image/png", file.getvalue()
    image.save(file, "JPEG", quality=int(rng.integers(*QUALITIES)))
    return "image/jpeg", file.getvalue()


def _video(drawing: Drawing, rng: Generator) -> tuple[str, bytes]:
    """Each scene stands still for a second. Without sound."""
    import av

    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=FRAMES_PER_SECOND)
        stream.width, stream.height = VIDEO_SIZE
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": "23", "threads": "1"}
        for scene in drawing.scenes:
            pixels = np.asarray(draw_scene(scene, rng, VIDEO_SIZE))
            for _ in range(FRAMES_PER_SECOND):
                container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode(None))
    return "video/mp4", file.getvalue()
