"""How evenly creators spread over shards, and who moves to another: `python -m benchmarks.scale_simulation.spread`.

A creator belongs to the shard with the largest hash of both names (rendezvous hashing, Thaler and Ravishankar 1998), so
that a new shard takes creators from all others and moves nobody between them. The posts are those of the invented
ecosystem: a few creators post far more than most.
"""

import sys
from collections import Counter
from collections.abc import Mapping
from hashlib import blake2b

from rich.console import Console
from rich.table import Table

from benchmarks.page_blocks import OPTION, write_block
from warehouse.sample.ecosystem import build_ecosystem
from warehouse.sample.options import SampleOptions

CREATORS, DAYS, COUNTS = 10_000, 42, (2, 16, 128)


def shard_of(creator_id: str, shards: int) -> int:
    return max(range(shards), key=lambda shard: _hash(creator_id, shard))


def _hash(creator_id: str, shard: int) -> bytes:
    return blake2b(f"{shard}:{creator_id}".encode(errors="surrogatepass"), digest_size=8).digest()


def loads(posts: Mapping[str, int], shards: int) -> Counter[int]:
    """The posts of each shard."""
    counted: Counter[int] = Counter(dict.fromkeys(range(shards), 0))
    for creator_id, number in posts.items():
        counted[shard_of(creator_id, shards)] += number
    return counted


def moved_share(posts: Mapping[str, int], shards: int) -> float:
    """Of the creators, when another shard is added."""
    return sum(shard_of(name, shards) != shard_of(name, shards + 1) for name in posts) / len(posts)


def main() -> None:
    sample = build_ecosystem(SampleOptions(creators=CREATORS, days=DAYS))
    posts = Counter[str](sample.tables["posts"]["creator_id"])
    top = posts.most_common(1)[0][1] / posts.total()
    table = Table("shards", "busiest shard / mean", "creators that move to one more", title=f"{len(posts):,} creators")
    for shards in COUNTS:
        of_shard = loads(posts, shards)
        busiest = max(of_shard.values()) / (posts.total() / shards)
        table.add_row(f"{shards}", f"{busiest:.2f}", f"{moved_share(posts, shards):.1%}")
    line, console = f"The busiest creator has {top:.2%} of the posts.", Console()
    console.print(table, line)
    if OPTION in sys.argv:
        write_block("spread", table, line)


if __name__ == "__main__":
    main()
