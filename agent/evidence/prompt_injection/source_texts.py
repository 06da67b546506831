"""The texts of a case that a model may read: content items, facts, and the names that the submitter chose."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pydantic import JsonValue

from domain.case import Case

MAX_NAME_CHARS = 200


@dataclass(frozen=True)
class SourceText:
    """`name`: the id of a content item, that and `.replies_to`, `facts.` and the path of a fact, or `ids` or `facts`
    for all names."""

    name: str
    text: str
    are_names: bool = False


def written_texts(case: Case) -> Iterator[SourceText]:
    """Content items, what they reply to, and the texts among the facts at any depth."""
    yield from (SourceText(item.id, item.text) for item in case.content)
    yield from (SourceText(f"{item.id}.replies_to", item.replies_to) for item in case.content if item.replies_to)
    yield from (SourceText(path, value) for path, value in _facts(case) if isinstance(value, str))


def names(case: Case) -> Iterator[SourceText]:
    """The ids of the items as one text, and the names of the facts as another."""
    yield SourceText("ids", " ".join(item.id for item in case.content), are_names=True)
    of_facts = (name for _, value in _facts(case) if isinstance(value, Mapping) for name in value)
    yield SourceText("facts", " ".join(of_facts), are_names=True)


def first_characters(texts: Iterable[SourceText], limit: int) -> Iterator[SourceText]:
    """The texts up to `limit` characters in all; the last one is cut."""
    for source in texts:
        if limit > 0 and source.text:
            yield replace(source, text=source.text[:limit])
        limit -= len(source.text)


def _facts(case: Case) -> Iterator[tuple[str, JsonValue]]:
    """Each fact and each value in it, with its path."""
    unvisited: list[tuple[str, JsonValue]] = [("facts", dict(case.facts))]
    while unvisited:
        path, value = unvisited.pop()
        yield path, value
        match value:
            case Mapping():
                inner = [*value.items()]
            case list():
                inner = [(str(position), each) for position, each in enumerate(value)]
            case _:
                inner = []
        unvisited += [(f"{path}.{name}"[:MAX_NAME_CHARS], each) for name, each in reversed(inner)]
