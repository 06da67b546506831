"""What it is worth to remember readings of contents: `python -m benchmarks.reading_cache`.

1. How long a decision takes without the memory, with it the first time, and with it the second time, side by side.
2. How much memory it takes, estimated and measured.
3. How often the posts of the sample ecosystem find their content, by what is remembered, for how long, in how many
   processes. And of the labelled cases, of which none has the content of another.
4. What a table in the database would have to save to earn its place.
"""

import json
import os
import sys
import tempfile
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table

from agent.adjudicator import Adjudicator
from agent.build import build, build_embedder
from agent.cache_settings import ReadingCacheOptions
from agent.open_stores import open_decision_store
from agent.reading_cache.cache import ReadingCache
from agent.settings import read_settings
from benchmarks.page_blocks import OPTION, measured_on, write_block
from benchmarks.service import make_bodies, resident_mb
from domain.case import Case
from eval.dataset.dataset import BUNDLED, read_dataset
from store.answer_cache import MAX_ANSWER_CHARS, content_digest
from store.decisions import DecisionStore
from warehouse.sample.ecosystem import build_ecosystem
from warehouse.sample.options import SampleOptions

SHORT_CASES, LABELLED_CASES, FILLED_CASES = 200, 100, 500
ROOMY = ReadingCacheOptions(megabytes=4_096, minutes=1_440)
CREATORS, HOUR = 10_000, 3_600
ENTRIES, HOURS, PROCESSES = (100, 1_000, 20_000), (1, 24), (1, 2, 8)
Post = tuple[int, str, str]  # Unix seconds, creator, digest of the content


@dataclass(frozen=True)
class Setup:
    """The same policies with a memory and without."""

    plain: Adjudicator
    remembering: Adjudicator
    cache: ReadingCache
    cases: Sequence[Case]


@dataclass
class Recency:
    """Which contents a process remembers: the last `entries`, each for `seconds`."""

    entries: int
    seconds: int
    known: "OrderedDict[str, int]" = field(default_factory=OrderedDict)

    def sees(self, digest: str, at: int) -> bool:
        """Whether it is remembered; it is from now on."""
        since = self.known.get(digest)
        found = since is not None and at - since <= self.seconds
        if not found:
            self.known[digest] = at
        self.known.move_to_end(digest)
        if len(self.known) > self.entries:
            self.known.popitem(last=False)
        return found


def main() -> None:
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        setup = open_setup(Path(folder))
        speed, memory = speed_table(setup), " ".join(memory_lines(setup, Path(folder)))
        with open_decision_store(read_settings(data_dir=Path(folder))) as store:
            in_database = " ".join(table_lines(setup, store))
    hits = hit_table()
    console.print(speed, memory, hits, in_database, measured_on())
    if OPTION in sys.argv:
        write_block("memory", speed, f"{measured_on()} {memory}", hits)
        write_block("table of readings", in_database)


def open_setup(home: Path) -> Setup:
    settings, embedder, cache = read_settings(data_dir=home), build_embedder("minilm", 1), ReadingCache.of(ROOMY)
    assert cache is not None
    plain = build(settings, judge="local", embedder=embedder).adjudicator
    remembering = build(settings, judge="local", embedder=embedder, cache=cache).adjudicator
    labelled = [one.case for one in read_dataset(BUNDLED).cases_in("dev")[:LABELLED_CASES]]
    short = [Case.model_validate(body) for body in make_bodies(home)]
    different = {content_digest(case): case for case in short[: 2 * SHORT_CASES]}
    warm_up = Case.model_validate({"id": "w", "content": [{"text": "Nobody has posted this before."}]})
    for adjudicator in (plain, remembering):
        adjudicator.decide(warm_up)
    return Setup(plain, remembering, cache, [*different.values()][:SHORT_CASES] + labelled)


def speed_table(setup: Setup) -> Table:
    """Each case is decided three times in a row, so that other work on the machine slows all three alike."""
    times: dict[str, list[float]] = {"without": [], "first": [], "again": []}
    for case in setup.cases:
        of_case = [_milliseconds(one, case) for one in (setup.plain, setup.remembering, setup.remembering)]
        for name, value in zip(times, of_case, strict=True):
            times[name].append(value)
    table = Table("decisions, not saved", "without, ms", "first time", "again", "without / again", title="p50")
    for name, part in (("12 words", slice(0, SHORT_CASES)), ("labelled cases", slice(SHORT_CASES, None))):
        without, first, again = (median(values[part]) for values in times.values())
        table.add_row(name, f"{without:.1f}", f"{first / without:.2f} x", f"{again:.1f}", f"{without / again:.1f} x")
    return table


def _milliseconds(adjudicator: Adjudicator, case: Case) -> float:
    start = perf_counter()
    adjudicator.decide(case)
    return (perf_counter() - start) * 1000


def memory_lines(setup: Setup, home: Path) -> Iterator[str]:
    """The posts are different ones, with the texts of short cases and a number."""
    bodies = make_bodies(home)[:FILLED_CASES]
    before, estimated = resident_mb(os.getpid()), _estimated(setup)
    for n, body in enumerate(bodies):
        content = [{"text": f"{body['content'][0]['text']} {n}"}]
        setup.remembering.decide(Case.model_validate({**body, "content": content}))
    grown, held = resident_mb(os.getpid()) - before, (_estimated(setup) - estimated) / 1e6
    yield f"{len(bodies):,} contents take {grown:.0f} MB, estimated {held:.0f} MB."
    default = ReadingCacheOptions().megabytes
    number = default * len(bodies) / max(held, 1)
    yield f"The default of {default:.0f} MB remembers {number:,.0f} contents of 12 words."


def _estimated(setup: Setup) -> int:
    return sum(counts.size for counts in setup.cache.counts().values())


def table_lines(setup: Setup, store: DecisionStore) -> Iterator[str]:
    """The table of models' answers with values of the size that a reading would have: vectors and judging."""
    case = setup.cases[0]
    decision = setup.plain.decide(case)
    vectors = setup.plain.gatherer.gather(case, decision.trace.as_of).vectors
    text = json.dumps([vectors.tobytes().hex(), decision.model_dump_json(include={"verdict", "evidence"})])
    text = text[:MAX_ANSWER_CHARS]
    writes, reads = list[float](), list[float]()
    for number in range(SHORT_CASES):
        key, start = sha256(f"{number}".encode()).hexdigest(), perf_counter()
        with store.database.write_transaction() as session:
            store.answers.keep(session.connection(), case, {key: text})
        writes.append((perf_counter() - start) * 1000)
        start = perf_counter()
        store.answers.find(key)
        reads.append((perf_counter() - start) * 1000)
    look, write = median(reads), median(writes)
    saved = median(_milliseconds(setup.plain, one) - _milliseconds(setup.remembering, one) for one in setup.cases[:50])
    share = (look + write) / (saved + write)
    yield f"It has {len(text) / 1000:.0f} KB a content; a look takes {look:.1f} ms, a write {write:.1f} ms on SQLite."
    yield f"It would save {saved:.0f} ms, and so pay from {share:.0%} of contents found."


def hit_table() -> Table:
    posts = [*_posts()]
    title = f"share of {len(posts):,} posts that find their content ({CREATORS:,} invented creators, 90 days)"
    table = Table("contents remembered", "for", *(f"{n} processes" for n in PROCESSES), title=title)
    for hours in HOURS:
        for entries in ENTRIES:
            shares = (f"{_share(posts, entries, hours, n):.1%}" for n in PROCESSES)
            table.add_row(f"{entries:,} in each", f"{hours} h", *shares)
    repeated = 1 - len({digest for _, _, digest in posts}) / len(posts)
    table.add_row("all, for ever", "", f"{repeated:.1%}", "", "")
    labelled = [content_digest(one.case) for one in read_dataset(BUNDLED).cases]
    table.add_row(f"{len(labelled)} labelled cases: all, for ever", "", f"{1 - len({*labelled}) / len(labelled):.1%}")
    return table


def _posts() -> Iterator[Post]:
    columns = build_ecosystem(SampleOptions(creators=CREATORS)).tables["posts"]
    names = ("at", "creator_id", "market", "language", "caption")
    for at, creator, *content in zip(*(columns[name] for name in names), strict=True):
        yield int(at), creator, sha256("\0".join(content).encode()).hexdigest()


def _share(posts: Sequence[Post], entries: int, hours: int, processes: int) -> float:
    """Each creator belongs to one process."""
    memories = [Recency(entries, hours * HOUR) for _ in range(processes)]
    found = 0
    for at, creator, digest in posts:
        process = int(sha256(creator.encode()).hexdigest(), 16) % processes
        found += memories[process].sees(digest, at)
    return found / len(posts)


if __name__ == "__main__":
    main()
