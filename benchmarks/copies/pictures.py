"""Of edited pictures, how many are found, and how many strangers are matched: on pictures that chose no constant."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median

import numpy as np
from numpy.random import default_rng
from PIL.Image import Image as Picture
from rich.table import Table

from agent.quality.shares import wilson
from benchmarks.copies.picture_edits import EDITS
from benchmarks.copies.sample_pictures import drawn_picture, photographs
from benchmarks.timing import elapsed_seconds
from signals.copies.evidence import NotMeasured
from signals.copies.pictures.difference_hash import difference_bits, distances
from signals.copies.pictures.grey import WHOLE, Areas, to_grey
from signals.copies.pictures.match import match_pictures
from signals.copies.pictures.picture_hash import PictureHash, hash_picture

DRAWN, SEED = 80, 1_000  # half of the drawn pictures, and another seed of edits, chose the constants
MAX_BITS_64, MAX_BITS_PDQ = 10, 90  # as in the comparison of whole pictures alone


@dataclass
class Counts:
    """Of one edit, of each way of comparing: how many of how many pictures were found, and strangers matched."""

    found: int = 0
    whole_64: int = 0
    pdq: int = 0
    pictures: int = 0
    strangers_matched: int = 0
    strangers: int = 0


def held_out(folder: Path | None) -> list[Picture]:
    drawn = [drawn_picture(seed) for seed in range(1, DRAWN, 2)]
    return [*(photographs(folder)[1::2] if folder else []), *drawn]


def picture_table(folder: Path | None) -> Table:
    """`folder`: of photographs; without, only drawn pictures are measured."""
    measured = [(image, hash_picture(np.asarray(image))) for image in held_out(folder)]
    usable = [(image, found) for image, found in measured if not isinstance(found, NotMeasured)]
    title = f"Copied pictures: {len(usable)} held out, {len(measured) - len(usable)} too plain to measure"
    shown = Table("edit", "found (95% interval)", "dHash 64", "PDQ", "strangers matched", title=title)
    total = Counts()
    for number, name in enumerate(EDITS):
        counts = _measure(name, usable, SEED + number)
        shown.add_row(name, *_cells(counts))
        for field, value in vars(counts).items():
            setattr(total, field, getattr(total, field) + value)
    shown.add_row("all", *_cells(total))
    return shown


def time_table() -> Table:
    images = [np.asarray(drawn_picture(seed)) for seed in range(20)]
    hashes = [one for one in map(hash_picture, images) if isinstance(one, PictureHash)]
    shown = Table("picture", "median ms", title="Time of a picture in memory")
    shown.add_row("hash", f"{median(elapsed_seconds(partial(hash_picture, image)) for image in images) * 1e3:.1f}")
    same = median(elapsed_seconds(partial(match_pictures, one, one)) for one in hashes)
    other = median(elapsed_seconds(partial(match_pictures, *pair)) for pair in pairwise(hashes))
    shown.add_row("verify a copy", f"{same * 1e3:.1f}")
    shown.add_row("tell two strangers apart", f"{other * 1e3:.1f}")
    return shown


def _measure(name: str, originals: Sequence[tuple[Picture, PictureHash]], seed: int) -> Counts:
    rng, counts = default_rng(seed), Counts()
    for place, (image, original) in enumerate(originals):
        edited = EDITS[name](image, rng)
        hashed = hash_picture(np.asarray(edited))
        counts.pictures += 1
        counts.whole_64 += _bits_64(image, edited) <= MAX_BITS_64
        counts.pdq += _pdq_bits(image, edited) <= MAX_BITS_PDQ
        if isinstance(hashed, NotMeasured):
            continue
        counts.found += match_pictures(original, hashed) is not None
        others = [other for number, (_, other) in enumerate(originals) if number != place]
        counts.strangers += len(others)
        counts.strangers_matched += sum(match_pictures(other, hashed) is not None for other in others)
    return counts


def _bits_64(one: Picture, other: Picture) -> int:
    """Of the whole pictures, horizontal differences only."""
    bits = [difference_bits(Areas.of(to_grey(np.asarray(image))), WHOLE)[0][:, :1] for image in (one, other)]
    return int(distances(*bits)[0, 0])


def _pdq_bits(one: Picture, other: Picture) -> int:
    """More than there are if pdqhash is not installed."""
    try:
        import pdqhash
    except ImportError:
        return 257
    first, second = (pdqhash.compute(np.asarray(image.convert("RGB")))[0] for image in (one, other))
    return int((first != second).sum())


def _cells(counts: Counts) -> tuple[str, ...]:
    low, high = wilson(counts.found, counts.pictures) or (0.0, 1.0)
    n = counts.pictures
    return (
        f"{counts.found / n:.2f} ({low:.2f} to {high:.2f})",
        f"{counts.whole_64 / n:.2f}",
        f"{counts.pdq / n:.2f}",
        f"{counts.strangers_matched} of {counts.strangers:,}",
    )
