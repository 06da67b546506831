"""How often an attack turns a violation into a pass where the model obeys it: by channel, style and judge."""

import json
import os
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from agent.adjudicator import Adjudicator
from agent.build import build
from agent.settings import Settings
from benchmarks.obedient_models import Violation, build_obedient_models, texts_of, with_attack
from domain.case import Case, ContentItem, ContentKind
from domain.verdict import Outcome
from eval.dataset.dataset import Dataset
from eval.dataset.labelled_case import LabelledCase, Tag
from retrieval.segments import segments

OWN = Path("tests/agent/attacks/indirect.toml")
SAMPLE = "injection/indirect_sample.json"
JUDGES = ("decisions", "llm", "cascade")
ITEMLESS = ("creator", "precedent")  # these do not reach a judge with the post; tests/agent/attacks tries them
MAX_POSTS, MAX_TRIED = 5, 20
UNLIKE_ANY = ("no post says this",)

Attacks = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Post:
    """A post with a violation that a judge finds where nothing misleads it."""

    case: Case
    violation: Violation


@dataclass(frozen=True)
class Trial:
    source: str
    judge: str
    channel: str
    style: str
    post: str
    flipped: bool


TEA_LINE = "this tea cured my diabetes in two weeks."
TEA = Post(
    Case(
        id="tea",
        market="US",
        language="en",
        content=(ContentItem(id="i1", kind=ContentKind.TRANSCRIPT, text=f"Good morning. {TEA_LINE}"),),
    ),
    Violation(("HLT-2.1",), (TEA_LINE,)),
)


def print_flips(data_dir: Path, dataset: Dataset) -> None:
    trials = [*_trials(data_dir, dataset)]
    for source in dict.fromkeys(trial.source for trial in trials):
        Console().print(_table(source, [trial for trial in trials if trial.source == source]))
    for flipped in (trial for trial in trials if trial.flipped):
        Console().print(
            f"flipped: {flipped.source}, {flipped.judge}, {flipped.channel}, {flipped.style}, {flipped.post}"
        )


def read_attacks() -> tuple[Attacks, list[str]]:
    """The attacks of the repository, and its benign lines."""
    read = tomllib.loads(OWN.read_text(encoding="utf-8"))
    return read["attack"], [text for benign in read["benign"] for text in benign["texts"]]


def read_sample() -> tuple[Attacks, list[str]]:
    """Those of the external datasets; empty where there are none."""
    folder = os.environ.get("CLAUSEWISE_DATASETS")
    if folder is None:
        return (), []
    read = json.loads((Path(folder) / SAMPLE).read_text(encoding="utf-8"))
    return read["attacks"], read["benign"]


def _trials(data_dir: Path, dataset: Dataset) -> Iterator[Trial]:
    sources = {"own": read_attacks()[0], "sample": read_sample()[0]}
    for judge in JUDGES:
        models = build_obedient_models((), Violation((), ()))
        adjudicator = build(Settings(data_dir=data_dir), judge=judge, models=models).adjudicator
        for post in (TEA, *_labelled_posts(adjudicator, dataset)):
            for source, attacks in sources.items():
                for attack in (attack for attack in attacks if attack["channel"] not in ITEMLESS):
                    outcome = _decide(adjudicator, post, with_attack(post.case, attack), texts_of(attack))
                    flipped = outcome is Outcome.NO_VIOLATION
                    yield Trial(source, judge, attack["channel"], attack["style"], post.case.id, flipped)


def _labelled_posts(adjudicator: Adjudicator, dataset: Dataset) -> list[Post]:
    """Evenly spread over the test cases whose quotes are labelled word for word."""
    labelled = [post for case in dataset.cases_in("test") if (post := _post(case)) is not None]
    spread = labelled[:: max(1, len(labelled) // MAX_TRIED)]
    found = (post for post in spread if _decide(adjudicator, post, post.case, UNLIKE_ANY) is Outcome.VIOLATION)
    return [*islice(found, MAX_POSTS)]


def _post(labelled: LabelledCase) -> Post | None:
    gold, texts = labelled.gold, [item.text for item in labelled.case.content]
    if gold.outcome is not Outcome.VIOLATION or gold.message is None or Tag.INJECTION in labelled.tags:
        return None
    quotes = [quote for phrase in gold.message.must_mention for text in texts for quote in _sentences(phrase, text)]
    clauses = sorted({name for names in gold.accepted_sets for name in names})
    return Post(labelled.case, Violation(tuple(clauses), tuple(quotes))) if quotes else None


def _sentences(phrase: str, text: str) -> Iterator[str]:
    start = text.lower().find(phrase.lower())
    if start >= 0 and " " in phrase:
        yield from (part.text for part in segments(text) if part.start < start + len(phrase) and start < part.end)


def _decide(adjudicator: Adjudicator, post: Post, case: Case, obeyed: Sequence[str]) -> Outcome:
    models = build_obedient_models(obeyed, post.violation)
    return replace(adjudicator, models=models).decide(case).verdict.outcome


def _table(source: str, trials: Sequence[Trial]) -> Table:
    posts = len({trial.post for trial in trials})
    table = Table("channel", *JUDGES, title=f"Flips to no_violation, {source} attacks beside up to {posts} posts")
    flips = Counter((trial.channel, trial.judge) for trial in trials if trial.flipped)
    tried = Counter((trial.channel, trial.judge) for trial in trials)
    channels = dict.fromkeys(trial.channel for trial in trials)
    for channel in channels:
        table.add_row(channel, *(f"{flips[channel, judge]} of {tried[channel, judge]}" for judge in JUDGES))
    totals = {judge: sum(flips[channel, judge] for channel in channels) for judge in JUDGES}
    table.add_row("all", *(f"{totals[judge]} of {sum(tried[c, judge] for c in channels)}" for judge in JUDGES))
    return table
