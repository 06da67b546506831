import gzip
import os
from pathlib import Path

import pytest

from text.files import NotReadable, NotUtf8, decode_utf8, read_regular, read_utf8


def test_byte_order_mark_is_left_out_and_line_ends_stay(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\xe2\x80\xa8four\n")
    assert read_utf8(path) == "one\r\ntwo\rthree\u2028four\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("text".encode("utf-16-le"), "UTF-16, not UTF-8; save it as UTF-8"),
        ("text".encode("utf-16-be"), "UTF-16, not UTF-8; save it as UTF-8"),
        ("café".encode("latin-1"), "not UTF-8 at byte 3, perhaps Latin-1 or Windows-1252; save it as UTF-8"),
        (b"PK\x03\x04\x14", "a ZIP archive, such as an Excel workbook, and no text; save it as CSV"),
        (gzip.compress(b"text", mtime=0), "compressed with gzip; unpack it"),
    ],
)
def test_other_encoding_is_told(content: bytes, message: str) -> None:
    with pytest.raises(NotUtf8, match=message):
        decode_utf8(content)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_marked_encodings_are_read(encoding: str) -> None:
    assert decode_utf8("text\r\n文".encode(encoding)) == "text\r\n文"


def test_named_encoding_is_read_or_refused() -> None:
    assert decode_utf8("規約€".encode("shift_jis", "replace"), "shift_jis") == "規約?"
    with pytest.raises(NotUtf8, match=r"not shift_jis at byte 0$"):
        decode_utf8(b"\xff", "shift_jis")
    with pytest.raises(NotUtf8, match="klingon is no encoding; write one such as windows-1252"):
        decode_utf8(b"text", "klingon")


def test_only_regular_files_are_read_and_no_more_than_the_limit(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    assert read_regular(tmp_path / "file", 5) == b"12345"
    os.mkfifo(tmp_path / "pipe")
    for path, limit, problem in (
        (tmp_path / "file", 4, "more than 4 bytes"),
        (tmp_path / "pipe", 5, "a device, a pipe or a folder"),
        (tmp_path, 5, "a device, a pipe or a folder"),
        (Path("/dev/zero"), 5, "a device, a pipe or a folder"),
        (Path("a\0b"), 5, "null character"),
    ):
        with pytest.raises(NotReadable, match=problem):
            read_regular(path, limit)
