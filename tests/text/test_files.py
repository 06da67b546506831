from pathlib import Path

import pytest

from text.files import NotUtf8, decode_utf8, read_utf8


def test_byte_order_mark_is_left_out_and_line_ends_stay(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\xe2\x80\xa8four\n")
    assert read_utf8(path) == "one\r\ntwo\rthree\u2028four\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("text".encode("utf-16"), "UTF-16, not UTF-8; save it as UTF-8"),
        ("text".encode("utf-16-le"), "UTF-16, not UTF-8; save it as UTF-8"),
        ("text".encode("utf-16-be"), "UTF-16, not UTF-8; save it as UTF-8"),
        ("café".encode("latin-1"), "not UTF-8 at byte 3, perhaps Latin-1 or Windows-1252; save it as UTF-8"),
    ],
)
def test_other_encoding_is_told(content: bytes, message: str) -> None:
    with pytest.raises(NotUtf8, match=message):
        decode_utf8(content)
