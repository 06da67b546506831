"""Time to look one picture up among 100,000 hashed ones."""

from dataclasses import replace
from functools import partial
from statistics import median

import numpy as np
from numpy.random import default_rng
from rich.table import Table

from benchmarks.copies.sample_pictures import drawn_picture
from benchmarks.timing import elapsed_seconds
from signals.copies.pictures.picture_hash import PictureHash, hash_picture
from signals.copies.pictures.store import PictureStore

STORED, DRAWN, REPEATS = 100_000, 200, 5
CHANGED_BITS = 0.25  # of the bits of stored hashes, so that they are like strangers of the drawn pictures


def lookup_table() -> Table:
    rng = default_rng(7)
    hashed = [hash_picture(np.asarray(drawn_picture(seed))) for seed in range(DRAWN)]
    drawn = [one for one in hashed if isinstance(one, PictureHash)]
    stored = [_stranger(drawn[number % len(drawn)], rng) for number in range(STORED - len(drawn))]
    store = PictureStore.of([*drawn, *stored])
    times = list[float]()
    for number in range(REPEATS):
        times.append(elapsed_seconds(partial(store.lookup, drawn[number])))
        assert store.lookup(drawn[number])[0] == number
    shown = Table("lookup", "seconds", "bytes a picture", title=f"A picture among {STORED:,}")
    size = (store.full.nbytes + store.parts.nbytes) / STORED
    shown.add_row("median", f"{median(times):.2f}", f"{size:,.0f}")
    return shown


def _stranger(one: PictureHash, rng: np.random.Generator) -> PictureHash:
    """With the same random bits changed in every row, as a picture of its own would have."""
    changed = np.packbits(rng.random(128) < CHANGED_BITS).view(np.uint64)
    return replace(one, whole_bits=one.whole_bits ^ changed, part_bits=one.part_bits ^ changed)
