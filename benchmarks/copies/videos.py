"""Of edited videos, how many are found, how many strangers are matched, and what the key frames alone would find."""

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from time import perf_counter

from rich.table import Table

from agent.quality.shares import wilson
from benchmarks.copies.video_edits import VIDEO_EDITS, edit_video
from signals.copies.evidence import NotMeasured
from signals.copies.videos.decode import VideoLimits, read_frames
from signals.copies.videos.match import match_videos
from signals.copies.videos.video_hash import VideoHash, hash_video

EDITED = ("chair-19", "doorknob", "pattern-sd")  # a clip of each source
GIVEN = "the given clips"


def video_tables(folder: Path) -> Iterator[Table]:
    with tempfile.TemporaryDirectory() as made:
        clips = [(_source(path), GIVEN, path) for path in sorted(folder.glob("*.mp4"))]
        for source, _, path in [*clips]:
            if path.name.startswith(EDITED):
                for number, (name, edit) in enumerate(VIDEO_EDITS.items()):
                    target = Path(made) / f"{path.stem}-{number}.mp4"
                    edit_video(path, target, edit)
                    clips.append((source, name, target))
        yield _table(clips, VideoLimits(), "Copied videos: frames every half second")
        yield _table(clips, VideoLimits(key_frames_only=True), "Copied videos: key frames only")


def _table(clips: list[tuple[str, str, Path]], limits: VideoLimits, title: str) -> Table:
    start = perf_counter()
    hashed = [(source, name, read_frames(path, limits)) for source, name, path in clips]
    videos = [
        (source, name, read if isinstance(read, NotMeasured) else hash_video(read)) for source, name, read in hashed
    ]
    read_s = perf_counter() - start
    found, pairs = defaultdict[str, int](int), defaultdict[str, int](int)
    for (source, name, one), (other_source, other_name, other) in combinations(videos, 2):
        matched = isinstance(one, VideoHash) and isinstance(other, VideoHash) and match_videos(one, other) is not None
        kinds = {name, other_name, "all edits"} if source == other_source else {"strangers"}
        for kind in kinds:
            pairs[kind] += 1
            found[kind] += matched
    shown = Table("edit, against the other clips of its source", "pairs found", "(95% interval)", title=title)
    for kind in (GIVEN, *VIDEO_EDITS, "all edits", "strangers"):
        low, high = wilson(found[kind], pairs[kind]) or (0.0, 1.0)
        shown.add_row(kind, f"{found[kind]} of {pairs[kind]}", f"{low:.3f} to {high:.3f}")
    seconds = perf_counter() - start
    shown.caption = f"Reading {len(clips)} clips took {read_s:.0f} s, comparing all {seconds - read_s:.0f} s"
    return shown


def _source(path: Path) -> str:
    """chair-19 is chair-22 without its first seconds: the frames show it."""
    return path.name.split("-")[0]
