"""Whether two videos show the same: frames that may be equal, a common offset in time, and frames verified there."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signals.copies.evidence import Change, Overlap
from signals.copies.pictures.difference_hash import distances
from signals.copies.pictures.match import BITS, match_pictures
from signals.copies.pictures.picture_hash import PictureHash
from signals.copies.videos.timing import TimeMap, time_map
from signals.copies.videos.video_hash import VideoHash

MAX_FRAME_DISTANCE = 26  # bits
MAX_FIRST_FRAMES = 8  # of each video, compared before all others
VERIFIED = 8  # frames, spread over the common part
MIN_VERIFIED_SHARE = 0.5
MIN_VERIFIED = 2
UNTOUCHED = 0.9  # of the duration


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Frames that may be equal: their numbers in both videos and their distance in bits."""

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    distance: NDArray[np.int64]


def match_videos(one: VideoHash, other: VideoHash) -> Overlap | None:
    """None if they do not show the same. The same answer in either order, with its sides swapped."""
    if other.digest < one.digest:
        found = match_videos(other, one)
        return found.swapped() if found else None
    pairs = _pairs(one, other)
    if pairs is None:
        return None
    times = np.array(one.times)[pairs.first], np.array(other.times)[pairs.second]
    tolerance = max(_step(one), _step(other)) / 2 + 0.1
    mapped = time_map(*times, 1 - pairs.distance / (2 * MAX_FRAME_DISTANCE), tolerance)
    if mapped is None:
        return None
    aligned = np.abs(times[1] - mapped.speed * times[0] - mapped.offset) <= 1.5 * tolerance
    common = _Pairs(pairs.first[aligned], pairs.second[aligned], pairs.distance[aligned])
    verified = [*_verified(one, other, common)]
    matches = [overlap for overlap in verified if overlap]
    if len(matches) < max(MIN_VERIFIED, MIN_VERIFIED_SHARE * len(verified)):
        return None
    return _overlap(one, other, common, mapped, matches)


def _pairs(one: VideoHash, other: VideoHash) -> _Pairs | None:
    """None if a few frames of each find nothing in all of the other."""
    few = _spread(len(one.frames), MAX_FIRST_FRAMES), _spread(len(other.frames), MAX_FIRST_FRAMES)
    near = [_near([one.frames[i] for i in few[0]], other.frames), _near([other.frames[i] for i in few[1]], one.frames)]
    if not any((bits <= MAX_FRAME_DISTANCE).any() for bits in near):
        return None
    bits = _near(one.frames, other.frames)
    first, second = np.nonzero(bits <= MAX_FRAME_DISTANCE)
    return _Pairs(first, second, bits[first, second])


def _near(some: Sequence[PictureHash], others: Sequence[PictureHash]) -> NDArray[np.int64]:
    """The fewest differing bits of each two frames, shape (len(some), len(others))."""
    parts = np.concatenate([one.part_bits for one in others])
    full = np.concatenate([np.concatenate([one.whole_bits, one.mirrored_bits]) for one in others])
    part_starts, whole_starts = (
        _starts([len(one.part_bits) for one in others]),
        _starts([2 * len(one.whole_bits) for one in others]),
    )
    found = np.empty((len(some), len(others)), dtype=np.int64)
    for row, one in enumerate(some):
        of_parts = distances(np.concatenate([one.whole_bits, one.mirrored_bits]), parts).min(axis=0)
        of_full = distances(one.part_bits, full).min(axis=0)
        found[row] = np.minimum(np.minimum.reduceat(of_parts, part_starts), np.minimum.reduceat(of_full, whole_starts))
    return found


def _verified(one: VideoHash, other: VideoHash, pairs: _Pairs) -> Iterator[Overlap | None]:
    """The closest frame of the second video to some frames of the first, compared as pictures."""
    order = np.lexsort((pairs.distance, pairs.first))
    _, starts = np.unique(pairs.first[order], return_index=True)
    closest = order[starts]
    for place in _spread(len(closest), VERIFIED):
        pair = closest[place]
        yield match_pictures(one.frames[pairs.first[pair]], other.frames[pairs.second[pair]])


def _overlap(one: VideoHash, other: VideoHash, pairs: _Pairs, mapped: TimeMap, matches: list[Overlap]) -> Overlap:
    first = np.array(one.times)[pairs.first]
    coverage = len({*pairs.first.tolist()}) / len(one.frames), len({*pairs.second.tolist()}) / len(other.frames)
    start = max(float(first.min()), -mapped.offset / mapped.speed)
    seen = Counter(change for match in matches for change in match.changes)
    changes = [change for change in Change if seen[change] > len(matches) / 2]
    if min(coverage) < UNTOUCHED and abs(one.duration_s * mapped.speed - other.duration_s) > 1:
        changes.append(Change.SHORTENED)
    if mapped.speed != 1:
        changes.append(Change.SPEED)
    return Overlap(
        coverage_first=round(coverage[0], 3),
        coverage_second=round(coverage[1], 3),
        distance=round(float(np.median(pairs.distance)) / BITS, 3),
        changes=tuple(changes),
        start_first=round(start, 2),
        start_second=round(mapped.speed * start + mapped.offset, 2),
        speed=mapped.speed,
    )


def _step(video: VideoHash) -> float:
    return float(np.median(np.diff(video.times)))


def _starts(lengths: list[int]) -> NDArray[np.intp]:
    return np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.intp)


def _spread(count: int, limit: int) -> list[int]:
    """At most `limit` numbers below `count`, evenly spread."""
    return sorted({round(place) for place in np.linspace(0, count - 1, min(count, limit))})
