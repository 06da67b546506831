"""What a file is, by its first bytes. Its name and what a server says of it may be wrong."""

from domain.media import MediaKind

STARTS = (
    (b"\xff\xd8\xff", MediaKind.IMAGE, "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", MediaKind.IMAGE, "image/png"),
    (b"GIF87a", MediaKind.IMAGE, "image/gif"),
    (b"GIF89a", MediaKind.IMAGE, "image/gif"),
    (b"BM", MediaKind.IMAGE, "image/bmp"),
    (b"ID3", MediaKind.AUDIO, "audio/mpeg"),
    (b"OggS", MediaKind.AUDIO, "audio/ogg"),
    (b"fLaC", MediaKind.AUDIO, "audio/flac"),
    (b"\x1a\x45\xdf\xa3", MediaKind.VIDEO, "video/webm"),
    (b"FLV\x01", MediaKind.VIDEO, "video/x-flv"),
)
RIFF = {
    b"WEBP": (MediaKind.IMAGE, "image/webp"),
    b"WAVE": (MediaKind.AUDIO, "audio/wav"),
    b"AVI ": (MediaKind.VIDEO, "video/x-msvideo"),
}
SOUND_BRANDS = (b"M4A ", b"M4B ", b"F4A ")
UNREAD_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis")
MPEG_SYNC, MPEG_MASK = 0xFF, 0xE0
TRANSPORT_SYNC, TRANSPORT_PACKET = b"\x47", 188


def kind_of(content: bytes) -> tuple[MediaKind, str] | None:
    """The kind and the media type; None of what is not read. A file that may be either is a video until it was
    opened."""
    if content[:4] == b"RIFF":
        return RIFF.get(content[8:12])
    if content[4:8] == b"ftyp":
        return _of_brand(content[8:12])
    for start, kind, media_type in STARTS:
        if content.startswith(start):
            return kind, media_type
    return _of_stream(content)


def _of_stream(content: bytes) -> tuple[MediaKind, str] | None:
    """Of a file without a head of its own."""
    if content[:1] == TRANSPORT_SYNC == content[TRANSPORT_PACKET : TRANSPORT_PACKET + 1]:
        return MediaKind.VIDEO, "video/mp2t"
    if len(content) > 1 and content[0] == MPEG_SYNC and content[1] & MPEG_MASK == MPEG_MASK:
        return MediaKind.AUDIO, "audio/mpeg"
    return None


def _of_brand(brand: bytes) -> tuple[MediaKind, str] | None:
    if brand in UNREAD_BRANDS:
        return None
    if brand in SOUND_BRANDS:
        return MediaKind.AUDIO, "audio/mp4"
    return MediaKind.VIDEO, "video/quicktime" if brand == b"qt  " else "video/mp4"
