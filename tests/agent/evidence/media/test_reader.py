"""The media of a case become content, or a problem in words; nothing else fails."""

import sys
from dataclasses import dataclass
from typing import Any

import pytest

from agent.evidence.media.reader import NO_MEDIA, MediaReader
from agent.media_settings import MediaOptions
from domain.case import Case, ContentKind
from domain.media import Media, MediaKind
from llm.transcription import Speech, TranscriptionFailed
from tests.agent.evidence.media.files import WrittenText, data_url, picture, sound, tone, video


@dataclass(frozen=True)
class Listener:
    spoken: tuple[Speech, ...] = ()
    failure: str = ""

    def transcribe(self, wav: bytes, language: str | None) -> tuple[Speech, ...]:
        del wav, language
        if self.failure:
            raise TranscriptionFailed(self.failure)
        return self.spoken


CASE = {"id": "c", "media": [{"id": "m", "source": data_url(picture("x"))}]}


def read(*sources: str, reader: MediaReader | None = None, **fields: Any) -> Case:
    media = [{"id": f"m{number}", "source": source} for number, source in enumerate(sources, 1)]
    case = Case.model_validate({"id": "c", "media": media, **fields})
    return (reader or make_reader()).read(case).case


def make_reader(transcriber: Listener | None = None, max_chars: int = 1000, **options: Any) -> MediaReader:
    return MediaReader(MediaOptions(**options), max_chars, WrittenText(), transcriber)


def test_text_of_a_picture_is_content_with_its_box() -> None:
    case = read(data_url(picture("x")))
    (item,), (one,) = case.content, case.media
    assert (item.id, item.kind, item.text) == ("m1-ocr-1", ContentKind.OCR, "dawn")
    assert item.region is not None
    assert item.region.media_id == "m1"
    assert item.region.box is not None
    assert (item.region.box.x, item.region.box.y) == (0.1, 0.2)
    assert (one.kind, one.width, one.height, one.mime_type) == (MediaKind.IMAGE, 640, 360, "image/png")
    assert (one.source, one.problem, one.gap) == (None, None, None)
    assert one.sha256 is not None


def test_reading_twice_changes_nothing() -> None:
    case = read(data_url(picture("x")))
    assert make_reader().read(case).case is case


def test_item_id_that_is_taken_is_not_given_again() -> None:
    case = read(data_url(picture("x")), content=[{"id": "m1-ocr-1", "text": "mine"}])
    assert [item.id for item in case.content] == ["m1-ocr-1", "m1-ocr-2"]


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("photo.jpg", "a path is read on the command line only"),
        ("ftp://host/x", "neither a data: URL nor an https:// link"),
        ("data:image/png,", "the file is empty"),
        ("data:image/png;base64", "its data URL is damaged"),
        ("data:image/png;base64,%%%", "the base64 of its data URL is damaged"),
        (data_url(b"%PDF-1.7"), "the file is none of a picture"),
        (data_url(picture("x")[:200]), "the picture is damaged"),
        (data_url(b"RIFF\x00\x00\x00\x00WAVEjunk"), "damaged or of an unknown format"),
        (data_url(picture("x")[:8] + b"\x00" * 2000), "no picture of a known format"),
        (data_url(video([("white", "a")])[:300]), "damaged or of an unknown format"),
        ("https://127.0.0.1/a?signature=secret", "has an internal address"),
        ("http://localhost/a?signature=secret", "needs https"),
    ],
)
def test_file_that_is_not_read_has_a_problem_and_the_rest_is_read(source: str, problem: str) -> None:
    case = read(source, data_url(picture("x")))
    bad, good = case.media
    assert problem in (bad.problem or "")
    assert "secret" not in case.model_dump_json()
    assert good.gap is None
    assert [item.text for item in case.content] == ["dawn"]
    assert case.media_gaps == (f"m1 was not read: {bad.problem}",)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"max_file_bytes": 1000}, "bytes, and at most 1,000 are read"),
        ({"max_pixels": 1000}, "the picture has 640 by 360 pixels, and at most 1,000 are read"),
        ({"max_files": 1}, "at most 1 files of a case are read"),
        ({"read_seconds": 1e-9}, "the files of the case took longer than 1e-09 seconds"),
    ],
)
def test_file_beyond_a_limit_has_a_problem(options: dict[str, Any], problem: str) -> None:
    source = data_url(picture("x"))
    last = read(source, source, reader=make_reader(**options)).media[-1]
    assert problem in (last.problem or "")


def test_texts_beyond_the_limit_of_the_content_are_a_gap() -> None:
    case = read(data_url(picture("x")), reader=make_reader(max_chars=3))
    assert case.content == ()
    assert case.media_gaps == ("m1 was read in part: 1 of its texts are beyond the limit of the content",)


def test_missing_package_is_named() -> None:
    reader = MediaReader(MediaOptions(), 100, WrittenText(missing="run pip install 'clausewise[media]'"))
    assert "pip install" in (read(data_url(picture("x")), reader=reader).media[0].problem or "")


def test_text_recognition_that_is_not_installed_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    case = MediaReader(MediaOptions(), 100).read(Case.model_validate(CASE)).case
    assert case.media_gaps == ("m was not read: to read text in pictures, run pip install 'clausewise[media]'",)


def test_animation_is_read_in_part() -> None:
    from io import BytesIO

    from tests.agent.evidence.media.files import draw_lines

    written = BytesIO()
    frames = [draw_lines([text], (200, 100)) for text in ("one", "two", "three")]
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    (gap,) = read(data_url(written.getvalue())).media_gaps
    assert "of its 3 frames only the first was read" in gap


def test_scenes_of_a_video_are_read_once_each() -> None:
    text, scenes = WrittenText(), [("black", "one"), ("white", "two"), ("black", "three")]
    reader = MediaReader(MediaOptions(), 1000, text)
    case = read(data_url(video(scenes)), reader=reader)
    assert [item.text for item in case.content] == ["night", "dawn", "night"]
    starts = [item.region.start_ms or 0 for item in case.content if item.region]
    assert all(abs(start - at) <= 500 for start, at in zip(starts, (0, 2000, 4000), strict=True))
    assert text.seen == 3
    (one,) = case.media
    assert (one.kind, one.frames, one.gap) == (MediaKind.VIDEO, 3, None)


def test_sound_without_a_service_is_a_gap_and_silence_is_none() -> None:
    loud, silent = read(data_url(sound(tone(1)))), read(data_url(sound(tone(1, height=0))))
    assert "CLAUSEWISE_MEDIA__TRANSCRIPTION_URL names no service" in loud.media_gaps[0]
    assert silent.media_gaps == ()
    assert silent.media[0].kind is MediaKind.AUDIO


def test_speech_becomes_transcripts_with_times() -> None:
    spoken = Speech("This tea cures", 0, 900), Speech("my asthma.", 950, 1500), Speech("Buy it.", 1600, 2000)
    case = read(data_url(video([("white", "a")], sound=True)), reader=make_reader(Listener(spoken)))
    found = [(i.kind, i.text, i.region.start_ms, i.region.end_ms) for i in case.content if i.region]
    assert found[0][:3] == (ContentKind.OCR, "dawn", 0)
    assert found[1:] == [
        (ContentKind.TRANSCRIPT, "This tea cures my asthma.", 0, 1500),
        (ContentKind.TRANSCRIPT, "Buy it.", 1600, 2000),
    ]
    assert case.media_gaps == ()


def test_failed_transcription_is_a_gap() -> None:
    case = read(data_url(sound(tone(1))), reader=make_reader(Listener(failure="the service answered with status 500")))
    assert case.media_gaps == (
        "m1 was read in part: its sound was not transcribed: the service answered with status 500",
    )


def test_who_reads_no_media_says_so() -> None:
    case = Case(id="c", media=(Media(id="m", source="x"),))
    assert NO_MEDIA.read(case).case.media_gaps == ("m was not read: no media are read here",)
