"""What the optional reader of other languages says of a case's items that the embedder of the index does not read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

from agent.evidence.content import Content
from agent.judges.base import ContentSegment
from agent.judges.embedded.language import unsupported_languages
from domain.clause import Clause
from domain.finding import ContentQuote, ShortlistedClause, SimilarExample
from retrieval.example_votes import Votes
from retrieval.other_languages import LanguageReading, OtherLanguages

MAX_LISTED = 5


@dataclass(frozen=True)
class UnreadItems:
    """`votes` of the rules by key. `breach`: the probability that an item breaks any. `only` where no item can be read
    otherwise. `shortlist`: the likeliest rules in force, the likeliest first."""

    votes: Votes
    breach: float
    only: bool
    shortlist: tuple[ShortlistedClause, ...]


def read_unread_items(
    reader: OtherLanguages | None,
    content: Content,
    read: frozenset[str] | None,
    declared: str | None,
    rules: Mapping[str, Clause],
    in_force: Mapping[str, Clause],
) -> UnreadItems | None:
    """`read` and `declared` as in `unsupported_languages`. `rules` are found, by key, and those `in_force`, by id, are
    listed. None without a reader, without such an item, and where no rule has examples."""
    if reader is None:
        return None
    texts = {item_id: reading.text for item_id, reading in content.readings.items()}
    unread = unsupported_languages(texts, read, declared)
    found = [part for part in content.parts if part.item_id in unread]
    reading = reader.read([part.reading for part in found], rules.keys())
    if reading is None:
        return None
    ranked = sorted(reading.votes, key=lambda key: -reading.votes[key])
    listed = [key for key in ranked if in_force.get(rules[key].id) is rules[key]][:MAX_LISTED]
    shortlist = tuple(_listed(reader, reading, found, rules[key], ranked[0]) for key in listed)
    return UnreadItems(reading.votes, reading.breach, len(found) == len(content.parts), shortlist)


def _listed(
    reader: OtherLanguages, reading: LanguageReading, parts: Sequence[ContentSegment], rule: Clause, first: str
) -> ShortlistedClause:
    """By the part that is most similar to a violating example."""
    text, violating, compliant = reader.similarity(reading.vectors, rule.key)
    row = int(violating.max(axis=1).argmax())
    part = parts[row]
    return ShortlistedClause(
        clause_id=rule.id,
        title=rule.title,
        probability=round(reading.breach * exp(reading.votes[rule.key] - reading.votes[first]), 3),
        similarity=round(float(text[row].max()), 3),
        quote=ContentQuote(item_id=part.item_id, start=part.start, end=part.end, text=part.text),
        violating_example=_nearest(rule.violating_examples, violating[row].tolist()),
        compliant_example=_nearest(rule.compliant_examples, compliant[row].tolist()),
    )


def _nearest(texts: Sequence[str], similarity: Sequence[float]) -> SimilarExample | None:
    if not texts:
        return None
    best = max(range(len(texts)), key=lambda place: similarity[place])
    return SimilarExample(text=texts[best], similarity=round(similarity[best], 3))
