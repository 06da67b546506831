"""Each track of a file is read or named as a gap, and a transcript that a case brings does not stand for silence."""

import pytest

from domain.case import Case
from domain.media import MediaKind
from llm.transcription import Speech
from tests.agent.evidence.media.files import data_url, sound, tone, video
from tests.agent.evidence.media.test_reader import Listener, make_reader, read


def with_transcript(text: str) -> Case:
    item = {"id": "t", "kind": "transcript", "text": text, "region": {"media_id": "m1"}}
    media = [{"id": "m1", "source": data_url(sound(tone(1)))}]
    return Case.model_validate({"id": "c", "media": media, "content": [item]})


def test_transcript_that_the_case_brings_is_enough() -> None:
    read_case = make_reader().read(with_transcript("Good morning to you all"))
    assert read_case.case.media_gaps == ()
    assert read_case.warnings(None) == ("m1: its transcript came with the case, and its sound was not heard.",)
    assert make_reader().read(with_transcript("早上好大家")).case.media_gaps == ()


@pytest.mark.parametrize("text", [".", " ", "... !?", "hello", "1 2 3 4"])
def test_transcript_without_words_does_not_switch_listening_off(text: str) -> None:
    assert "names no service" in make_reader().read(with_transcript(text)).case.media_gaps[0]


def test_service_listens_whatever_transcript_the_case_brings() -> None:
    reader = make_reader(Listener((Speech("This tea cures my asthma.", 0, 900),)))
    found = reader.read(with_transcript("Good morning to you all"))
    assert [item.text for item in found.case.content] == ["Good morning to you all", "This tea cures my asthma."]
    assert found.warnings(None) == ()


def test_loud_track_behind_a_silent_one_is_heard() -> None:
    clip = data_url(video([("white", "a")], sound=True, tracks=(0, 8_000)))
    assert "names no service" in read(clip).media_gaps[0]
    heard = read(clip, reader=make_reader(Listener((Speech("Buy it.", 0, 900),))))
    assert [item.text for item in heard.content][-1] == "Buy it."


def test_tracks_beyond_the_limit_are_a_gap() -> None:
    clip = data_url(video([("white", "a")], sound=True, tracks=(0,) * 5))
    assert read(clip).media_gaps == ("m1 was read in part: of its 5 tracks of sound 4 were read",)


@pytest.mark.parametrize("brand", [b"isom", b"hevc", b"M4A "])
def test_file_without_a_track_is_no_silence(brand: bytes) -> None:
    head = b"\x00\x00\x00\x14ftyp" + brand + b"\x00\x00\x00\x00" + brand
    header = b"\x00\x00\x00\x6cmvhd" + b"\x00" * 12 + b"\x00\x00\x03\xe8" + b"\x00" * 84
    (one,) = read(data_url(head + b"\x00\x00\x00\x74moov" + header)).media
    assert one.problem == "the file has neither moving pictures nor sound"


def test_moving_pictures_in_a_file_that_calls_itself_sound_are_read() -> None:
    content = video([("white", "a")])
    case = read(data_url(content.replace(content[8:12], b"M4A ", 1)))
    assert [item.text for item in case.content] == ["dawn"]
    assert case.media[0].kind is MediaKind.VIDEO
