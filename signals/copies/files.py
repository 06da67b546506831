"""Finds copies among files: pictures with pictures, videos with videos, captions with captions."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from itertools import combinations
from pathlib import Path

from signals.copies.captions.files import SUFFIXES as CAPTION_SUFFIXES
from signals.copies.captions.files import read_captions
from signals.copies.captions.match import near_duplicates
from signals.copies.errors import CopiesSourceInvalid
from signals.copies.evidence import CopyEvidence, NotMeasured, Overlap
from signals.copies.pictures.decode import SUFFIXES as PICTURE_SUFFIXES
from signals.copies.pictures.decode import read_picture
from signals.copies.pictures.match import match_pictures
from signals.copies.pictures.picture_hash import PictureHash, hash_picture
from signals.copies.pictures.store import PictureStore
from signals.copies.videos.decode import SUFFIXES as VIDEO_SUFFIXES
from signals.copies.videos.decode import VideoLimits, read_frames
from signals.copies.videos.match import match_videos
from signals.copies.videos.video_hash import VideoHash, hash_video

KINDS = {"picture": PICTURE_SUFFIXES, "video": VIDEO_SUFFIXES, "caption": CAPTION_SUFFIXES}
MAX_FILES = {"picture": 20_000, "video": 500, "caption": 100_000}

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class FileCopies:
    """`compared`: how many posts of each kind were compared. `not_measured`: by file, or by the id of a caption."""

    copies: tuple[CopyEvidence, ...]
    compared: Mapping[str, int]
    not_measured: Mapping[str, NotMeasured]


def find_copies(paths: Sequence[Path], progress: Progress = lambda done, total: None) -> FileCopies:
    """Of files, and of all files in folders. Raises CopiesSourceInvalid, CopiesExtraMissing, and OSError for what
    cannot be read."""
    files = _files(paths)
    total, done = sum(map(len, files.values())), 0
    hashes: dict[str, PictureHash] = {}
    videos: dict[str, VideoHash] = {}
    captions: dict[str, str] = {}
    missing: dict[str, NotMeasured] = {}
    for kind, found in files.items():
        for path in found:
            match _read(kind, path):
                case PictureHash() as picture:
                    hashes[str(path)] = picture
                case VideoHash() as video:
                    videos[str(path)] = video
                case NotMeasured() as reason:
                    missing[str(path)] = reason
                case texts:
                    captions |= texts
            done += 1
            progress(done, total)
    copied = [*_pictures(hashes), *_videos(videos), *_captions(captions, missing)]
    unread = [path for path in (*files["picture"], *files["video"]) if str(path) in missing]
    copied += _same_bytes(unread)
    return FileCopies(
        tuple(sorted(copied, key=lambda copy: (copy.kind, copy.first, copy.second))),
        {"picture": len(hashes), "video": len(videos), "caption": len(captions)},
        missing,
    )


def _files(paths: Sequence[Path]) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {kind: [] for kind in KINDS}
    for path in dict.fromkeys(file for named in paths for file in _inside(named)):
        kind = _kind(path)
        if kind:
            found[kind].append(path)
        elif path in paths:
            raise CopiesSourceInvalid(f"{path}: is neither a picture, a video, nor captions (.txt or .csv)")
    if not any(found.values()):
        raise CopiesSourceInvalid(f"{', '.join(map(str, paths))}: there are no pictures, videos or captions")
    for kind, files in found.items():
        if len(files) > MAX_FILES[kind]:
            raise CopiesSourceInvalid(f"{len(files):,} {kind} files: compare at most {MAX_FILES[kind]:,} at a time")
    return found


def _inside(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(one for one in path.rglob("*") if one.is_file())
    if not path.exists():
        raise CopiesSourceInvalid(f"{path}: does not exist")
    return [path]


def _kind(path: Path) -> str | None:
    return next((kind for kind, suffixes in KINDS.items() if path.suffix.lower() in suffixes), None)


def _read(kind: str, path: Path) -> PictureHash | VideoHash | dict[str, str] | NotMeasured:
    if kind == "picture":
        grey = read_picture(path)
        return grey if isinstance(grey, NotMeasured) else hash_picture(grey)
    if kind == "video":
        frames = read_frames(path, VideoLimits())
        return frames if isinstance(frames, NotMeasured) else hash_video(frames)
    return read_captions(path)


def _pictures(hashes: Mapping[str, PictureHash]) -> Iterator[CopyEvidence]:
    names = sorted(hashes)
    store = PictureStore.of([hashes[name] for name in names])
    for number, name in enumerate(names):
        for other in store.lookup(hashes[name]):
            if other > number and (overlap := match_pictures(hashes[name], hashes[names[other]])):
                yield CopyEvidence("picture", name, names[other], overlap)


def _videos(videos: Mapping[str, VideoHash]) -> Iterator[CopyEvidence]:
    for first, second in combinations(sorted(videos), 2):
        if overlap := match_videos(videos[first], videos[second]):
            yield CopyEvidence("video", first, second, overlap)


def _captions(captions: Mapping[str, str], missing: dict[str, NotMeasured]) -> Iterator[CopyEvidence]:
    names = sorted(captions)
    found = near_duplicates([captions[name] for name in names])
    missing |= {names[place]: reason for place, reason in found.not_measured.items()}
    for pair in found.pairs:
        yield CopyEvidence("caption", names[pair.first], names[pair.second], pair.overlap)


def _same_bytes(paths: Sequence[Path]) -> list[CopyEvidence]:
    """Of files that cannot be compared otherwise, those that are one file. None is an empty one."""
    by_digest = defaultdict[str, list[Path]](list)
    for path in paths:
        if path.stat().st_size:
            with path.open("rb") as file:
                by_digest[file_digest(file, "sha256").hexdigest()].append(path)
    return [
        CopyEvidence(_kind(first) or "", str(first), str(other), Overlap(1.0, 1.0, 0.0))
        for first, *others in by_digest.values()
        for other in others
    ]
