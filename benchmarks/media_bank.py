"""The bank of confirmed violations: how often an edited picture is found, and how long a search takes."""

import secrets
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
from numpy.random import default_rng
from PIL.Image import Image as Picture
from rich.table import Table
from sqlalchemy import insert

from agent.evidence.media.hashes import DIFFERENCE_HASH, hash_pixels
from agent.media_bank.limits import NEAR_LIMITS
from agent.media_bank.matching import BankIndex, open_bank
from agent.media_bank.words_sketch import say_the_same, sketch
from agent.quality.shares import wilson
from agent.settings import Settings
from benchmarks.copies.picture_edits import EDITS, jpeg
from benchmarks.copies.pictures import held_out
from benchmarks.timing import elapsed_seconds
from domain.media import Media, MediaHash, MediaKind
from eval.drawing.drawing import Scene
from eval.drawing.pictures import draw_scene
from signals.copies.pictures.hash_bank import HashBank, NamedHash
from store.media_bank.bank import MediaBank
from store.media_bank.bank_schema import BankEntryRow, BankHashRow
from store.schema import table

ENTRIES, SEARCHES, SEED = 100_000, 20, 2_000
SCENES = 60
WORDS = "melon copper window lamp river paper button garden kettle marble linen winter cotton silver pepper ginger"
LOOKS = ("shelf", "wall", "table", "counter", "floor", "bottle", "van")


@dataclass(frozen=True)
class Searched:
    """`words`: the sketch of the words in a picture; None: not known."""

    hash: NamedHash | None
    words: str | None = None


def bank_tables() -> Iterator[Table]:
    yield near_table()
    yield time_table()


def near_table() -> Table:
    shown = Table("held-out pictures", "found (95% interval)", "strangers matched", title="Near matches in the bank")
    pictures = held_out(None)
    originals = [Searched(hash_of(image)) for image in pictures]
    for number, name in enumerate(EDITS):
        rng = default_rng(SEED + number)
        shown.add_row(name, *_cells(originals, [Searched(hash_of(EDITS[name](image, rng))) for image in pictures]))
    seeds = range(1, 2 * SCENES, 2)
    posts, others = ([_scene(seed, words) for seed in seeds] for words in (1, 2))
    first, reworded = ([Searched(hash_of(one), words) for one, words in found] for found in (posts, others))
    small = [Searched(hash_of(_small(one)), words) for one, words in posts]
    shown.add_row("drawn post, saved again at half size", *_cells(first, small))
    shown.add_row("drawn post with other words, which is another one", *_cells(first, reworded))
    by_hash = [Searched(one.hash) for one in reworded]
    shown.add_row("the same, by the hash alone", *_cells(first, by_hash))
    return shown


def _small(image: Picture) -> Picture:
    return jpeg(image, 40).resize((image.width // 2, image.height // 2))


def _cells(originals: Sequence[Searched], edited: Sequence[Searched]) -> tuple[str, str]:
    known = [(number, one.hash) for number, one in enumerate(originals) if one.hash is not None]
    bank = HashBank.of([one for _, one in known], NEAR_LIMITS)
    found = strangers = 0
    for number, _ in known:
        searched = edited[number]
        near = bank.search([searched.hash]) if searched.hash is not None else []
        places = [known[one.position][0] for one in near]
        hits = {place for place in places if say_the_same(originals[place].words, searched.words)}
        found += number in hits
        strangers += len(hits - {number})
    low, high = wilson(found, len(known)) or (0.0, 1.0)
    return f"{found / len(known):.2f} ({low:.2f} to {high:.2f})", f"{strangers} of {len(known) * (len(known) - 1):,}"


def hash_of(image: Picture) -> NamedHash | None:
    found = hash_pixels(np.asarray(image.convert("RGB")))
    return NamedHash(found[0].name, found[0].value) if found else None


def _scene(seed: int, words: int) -> tuple[Picture, str | None]:
    """With the sketch of its words, as if they were read without an error. Two scenes of one seed differ in their words
    alone."""
    rng, texts = default_rng(seed), default_rng((seed, words))
    shapes = rng.choice(["overlay", "tag", "label", "card", "seal"], int(rng.integers(1, 3)))
    blocks = [[str(shape), " ".join(texts.choice(WORDS.split(), 2))] for shape in shapes]
    scene = Scene.model_validate({"look": LOOKS[seed % len(LOOKS)], "blocks": blocks})
    return draw_scene(scene, default_rng(seed)), sketch("\n".join(line for _, line in blocks))


def time_table() -> Table:
    """Each entry has a SHA-256 and a perceptual hash. A bank that has changed is read anew before the next case."""
    shown = Table(f"{ENTRIES:,} entries", "median", title="Time of the bank")
    with tempfile.TemporaryDirectory() as folder:
        bank = open_bank(Settings.model_validate({"data_dir": Path(folder)}))
        _fill(bank)
        states = [elapsed_seconds(bank.state) for _ in range(SEARCHES)]
        read = [elapsed_seconds(partial(BankIndex.read, bank, bank.state(), NEAR_LIMITS)) for _ in range(3)]
        index = BankIndex.read(bank, bank.state(), NEAR_LIMITS)
    shown.add_row("read after a change, s", f"{median(read):.1f}")
    shown.add_row("see whether it has changed, ms", f"{median(states) * 1e3:.1f}")
    for count, name in ((1, "search a picture, ms"), (24, "search a video of 24 frames, ms")):
        wanted = [(_medium(count),) for _ in range(SEARCHES)]
        shown.add_row(name, f"{median(elapsed_seconds(partial(index.matches, one)) for one in wanted) * 1e3:.1f}")
    return shown


def _medium(hashes: int) -> Media:
    frames = tuple(MediaHash(name=DIFFERENCE_HASH, value=secrets.token_hex(64)) for _ in range(hashes))
    return Media(id="m", kind=MediaKind.VIDEO, sha256=secrets.token_hex(32), hashes=frames)


def _fill(bank: MediaBank) -> None:
    columns = {"clause_id": "HLT-2.1", "media_id": "m", "source": "review", "added_by": "ana", "note": ""}
    ids, now = [f"bank_{number:06}" for number in range(ENTRIES)], datetime.now(UTC)
    entries = [{"entry_id": one, "added_at": now, **columns} for one in ids]
    hashes = [{"entry_id": one, "name": "sha256", "value": secrets.token_hex(32)} for one in ids]
    hashes += [{"entry_id": one, "name": DIFFERENCE_HASH, "value": secrets.token_hex(64)} for one in ids]
    with bank.database.write_transaction() as session:
        session.execute(insert(table(BankEntryRow)), entries)
        session.execute(insert(table(BankHashRow)), hashes)
