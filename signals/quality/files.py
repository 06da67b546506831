"""Measures the pictures and videos among files and folders; a file is named after its post."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from signals.copies.pictures.decode import SUFFIXES as PICTURE_SUFFIXES
from signals.copies.videos.decode import SUFFIXES as CLIP_SUFFIXES
from signals.errors import MediaMissing
from signals.quality.measure import Measure
from signals.quality.post import MediaMeasurer
from signals.quality.stored_posts import StoredPosts

MAX_FILES = 20_000


def measure_files(
    paths: Sequence[Path],
    measurer: MediaMeasurer,
    stored: StoredPosts | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[tuple[str, Measure]]:
    """The id of a post, which is the name of its file without the suffix, and each of its measures. With `stored`,
    those of captions and copies too. Raises MediaMissing and CopiesExtraMissing."""
    files = _files(paths)
    for done, path in enumerate(files):
        progress(done, len(files))
        yield from ((path.stem, measure) for measure in measurer.measure(path))
        if stored is not None:
            yield from ((path.stem, measure) for measure in stored.measure(path.stem))


def _files(paths: Sequence[Path]) -> list[Path]:
    found = list[Path]()
    for path in paths:
        if not path.exists():
            raise MediaMissing(f"{path}: there is no such file or folder")
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [one for one in inside if one.suffix.lower() in PICTURE_SUFFIXES | CLIP_SUFFIXES and one.is_file()]
    files = list(dict.fromkeys(found))
    if not files:
        kinds = ", ".join(sorted(PICTURE_SUFFIXES | CLIP_SUFFIXES))
        raise MediaMissing(f"there are no pictures or videos to measure: files end with one of {kinds}")
    if len(files) > MAX_FILES:
        raise MediaMissing(f"{len(files):,} files are too many: measure at most {MAX_FILES:,} at once")
    names = {path.stem for path in files}
    if len(names) < len(files):
        raise MediaMissing("two files have the same name without its suffix: each file is named after its post")
    return files
