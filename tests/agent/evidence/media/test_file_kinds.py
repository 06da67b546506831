import pytest

from agent.evidence.media.file_kinds import kind_of
from domain.media import MediaKind
from tests.agent.evidence.media.files import picture, sound, tone, video


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("GIF", "image/gif"), ("WEBP", "image/webp"), ("BMP", "image/bmp")],
)
def test_picture_is_known_by_its_bytes(name: str, media_type: str) -> None:
    assert kind_of(picture("a", name=name)) == (MediaKind.IMAGE, media_type)


def test_video_and_sound_are_known() -> None:
    assert kind_of(video([("white", "a")])) == (MediaKind.VIDEO, "video/mp4")
    assert kind_of(sound(tone(0.1))) == (MediaKind.AUDIO, "audio/wav")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"ID3\x04", MediaKind.AUDIO),
        (b"\xff\xfb\x90\x00", MediaKind.AUDIO),
        (b"\x00\x00\x00\x20ftypM4A ", MediaKind.AUDIO),
        (b"\x1a\x45\xdf\xa3", MediaKind.VIDEO),
        (b"\x47" + b"\x00" * 187 + b"\x47", MediaKind.VIDEO),
    ],
)
def test_kind_without_a_whole_file(content: bytes, kind: MediaKind) -> None:
    found = kind_of(content)
    assert found is not None
    assert found[0] is kind


@pytest.mark.parametrize(
    "content", [b"", b"G", b"<svg/>", b"%PDF-1.7", b"\x00\x00\x00\x20ftypheic", b"RIFF\x00\x00\x00\x00ACON"]
)
def test_other_files_are_not_read(content: bytes) -> None:
    assert kind_of(content) is None
