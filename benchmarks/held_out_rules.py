"""Small policies that the classifier has not seen: the rules of one bundled policy with a few of their examples, the
other examples as posts, and a classifier that was trained on the other policies only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from agent.corpus import Corpus
from agent.evidence.gathering import EvidenceGatherer
from agent.judges.embedded.classifier.cache import training_examples
from agent.judges.embedded.classifier.model import Classifier
from agent.judges.embedded.classifier.training import fit
from agent.judges.embedded.judge import LocalJudge
from agent.judges.embedded.reading import Reading
from domain.case import Case
from domain.clause import Clause, ClauseKind, Proof
from domain.policy import PolicyDocument
from domain.verdict import Outcome
from eval.dataset.labelled_case import LabelledCase
from policies.library import Library
from retrieval.index import open_clause_index
from retrieval.precomputed import VECTORS_FILE, PrecomputedEmbedder
from signals.sources.file_source import FileSignals

SEED = 1
EXAMPLE_COUNTS = (5, 10)  # on either side
MAX_RULES = 8
MAX_POSTS, MAX_OTHER_POSTS = 200, 30  # of a small policy; the others come from other policies and violate none of it
CASE_WEIGHT = 3.0  # of a labelled case, which is longer and less like an example
HELD_OUT, EXAMPLE_WEIGHT = 4, 0.1
"""Every fourth example; all of them together weigh a third of the labelled cases."""
ON = date(2026, 9, 14)  # a day on which the latest versions are in force


@dataclass(frozen=True)
class ReadPost:
    """A post as the judge read it. `named`: whether the likeliest rule is a violated one. `breach`: whether any is."""

    reading: Reading
    named: bool
    breach: bool
    group: str
    weight: float = 1.0


@dataclass(frozen=True)
class HeldOutPolicy:
    """`rules` have all their examples. `classifier` has seen none of them."""

    group: str
    rules: Mapping[str, Clause]
    classifier: Classifier

    def with_examples(self, count: int, draw: np.random.Generator) -> tuple[dict[str, Clause], list[tuple[str, str]]]:
        """Up to `MAX_RULES` rules with `count` examples a side; the remaining examples with the id of the rule that
        they violate, empty for compliant ones."""
        names = sorted(draw.permutation(sorted(self.rules))[:MAX_RULES].tolist())
        rules: dict[str, Clause] = {}
        posts: list[tuple[str, str]] = []
        for name in names:
            rule = self.rules[name]
            violating, compliant = (
                draw.permutation(side) for side in (rule.violating_examples, rule.compliant_examples)
            )
            examples = {"violating_examples": tuple(violating[:count]), "compliant_examples": tuple(compliant[:count])}
            rules[name] = rule.model_copy(update=examples)
            posts += [(text, name) for text in violating[count:].tolist()]
            posts += [(text, "") for text in compliant[count:].tolist()]
        return rules, posts


def held_out_policies(corpus: Corpus) -> Iterator[HeldOutPolicy]:
    """One for each prefix of clause ids, such as LIV."""
    examples, _ = training_examples(corpus.library.clauses, corpus.index)
    groups = np.array([_group(example.id) for example in examples])
    for group in sorted(set(groups.tolist())):
        held_out = {example.text for example, of in zip(examples, groups, strict=True) if of == group}
        classifier = _trained_without(corpus, held_out)
        rules = {c.id: _plain(c) for c in corpus.library.in_force(ON, None) if _group(c.id) == group}
        yield HeldOutPolicy(group, {name: c for name, c in rules.items() if c.kind is ClauseKind.RULE}, classifier)


def read_posts(
    corpus: Corpus, policy: HeldOutPolicy, others: Sequence[str], cases: Sequence[LabelledCase]
) -> Iterator[ReadPost]:
    """`others`: texts of other policies. `cases`: labelled ones; those about this policy are read."""
    draw = np.random.default_rng([SEED, *policy.group.encode()])
    for count in EXAMPLE_COUNTS:
        rules, posts = policy.with_examples(count, draw)
        gatherer, judge = _small(corpus, rules, policy.classifier)
        chosen = [posts[n] for n in draw.permutation(len(posts))[:MAX_POSTS]]
        chosen += [(others[n], "") for n in draw.permutation(len(others))[:MAX_OTHER_POSTS]]
        for number, (text, violated) in enumerate(chosen):
            case = Case.model_validate({"id": f"post-{number}", "content": [{"text": text}]})
            yield from _read(gatherer, judge, case, {violated} - {""}, bool(violated), policy.group)
        for labelled in cases:
            gold = labelled.gold
            if gold.revealed_clauses & rules.keys() and {*gold.violated} <= rules.keys() and not labelled.case.facts:
                accepted = {*frozenset().union(*gold.accepted_sets)}
                breach = gold.outcome is Outcome.VIOLATION
                case = labelled.case.model_copy(update={"market": None, "content_date": None, "creator_id": None})
                yield from _read(gatherer, judge, case, accepted, breach, policy.group, CASE_WEIGHT)


def read_held_out_examples(corpus: Corpus) -> Iterator[ReadPost]:
    """One in `HELD_OUT` examples of each rule, as a post, with an index and a classifier of the others."""
    rules: dict[str, Clause] = {}
    posts: list[tuple[str, str]] = []
    for rule in corpus.library.in_force(ON, None):
        if rule.kind is ClauseKind.RULE:
            sides = {"violating_examples": rule.violating_examples, "compliant_examples": rule.compliant_examples}
            others = {side: tuple(t for n, t in enumerate(found) if n % HELD_OUT) for side, found in sides.items()}
            rules[rule.id] = _plain(rule).model_copy(update=others)
            posts += [(text, rule.id) for text in rule.violating_examples[::HELD_OUT]]
            posts += [(text, "") for text in rule.compliant_examples[::HELD_OUT]]
    texts = {text for text, _ in posts}
    gatherer, judge = _small(corpus, rules, _trained_without(corpus, texts))
    for number, (text, violated) in enumerate(posts):
        case = Case.model_validate({"id": f"post-{number}", "content": [{"text": text}]})
        yield from _read(gatherer, judge, case, {violated} - {""}, bool(violated), "", EXAMPLE_WEIGHT)


def _trained_without(corpus: Corpus, texts: set[str]) -> Classifier:
    examples, vectors = training_examples(corpus.library.clauses, corpus.index)
    settled = corpus.precedents
    assert settled is not None
    seen = np.array([example.text not in texts for example in examples])
    known = [*(example for example, is_seen in zip(examples, seen, strict=True) if is_seen), *settled.precedents]
    return fit(known, np.concatenate([vectors[seen], settled.all_vectors()]), clauses=())


def _read(
    gatherer: EvidenceGatherer,
    judge: LocalJudge,
    case: Case,
    accepted: set[str],
    breach: bool,
    group: str,
    weight: float = 1.0,
) -> Iterator[ReadPost]:
    reading = judge.reading(gatherer.gather(case, ON))
    if reading is not None and reading.figures:
        yield ReadPost(reading, reading.likeliest in accepted, breach, group, weight)


def _small(corpus: Corpus, rules: Mapping[str, Clause], classifier: Classifier) -> tuple[EvidenceGatherer, LocalJudge]:
    clauses = tuple(rules.values())
    library = Library("held out", (PolicyDocument(id="held-out", title="Held out", version="1", clauses=clauses),))
    embedder = PrecomputedEmbedder(corpus.embedder, corpus.settings.policies / VECTORS_FILE)
    index = open_clause_index(corpus.settings.data_dir, clauses, library.fingerprint, embedder)
    signals = FileSignals(creators={})
    gatherer = EvidenceGatherer(library, index, embedder, signals, None, corpus.settings.max_candidate_rules)
    return gatherer, LocalJudge(index, classifier, embedder.name, embedder.languages, votes=index.votes)


def _plain(clause: Clause) -> Clause:
    """Without what links it to other clauses, to facts and to a market."""
    return clause.model_copy(update={"references": (), "check": None, "proof": Proof.WORDS, "markets": frozenset()})


def _group(name: str) -> str:
    return name.partition("-")[0]
