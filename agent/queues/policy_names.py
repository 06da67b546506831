"""Finds clauses and markets in routing rules that the policies do not have: such a rule never fits."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from agent.queues.rules import RoutingRules
from policies.library import Library
from policies.parsing.cel import Token, tokenize


def unknown_names(rules: RoutingRules, library: Library) -> Iterator[tuple[str, str]]:
    """A condition, and what is wrong in it."""
    known = {"clauses": set(library.clause_ids), "market": set(library.markets)}
    for entry in (*rules.rules, *rules.samples):
        for place, name in _names(tokenize(entry.when)) if entry.when is not None else ():
            if known[place] and name not in known[place]:
                yield (
                    str(entry.when),
                    f"the policies have no {place.removesuffix('s')} {name}{_near(name, known, place)}",
                )


def _names(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """The texts that are looked for in the clauses, and those that are compared with the market."""
    for i, token in enumerate(tokens):
        after = "".join(one.text for one in tokens[i + 1 : i + 5])
        before = "".join(one.text for one in tokens[max(0, i - 5) : i])
        if token.kind == "string" and after.startswith("indecision.clauses"):
            yield "clauses", token.text.strip("\"'")
        elif token.kind == "string" and before.endswith(("case.market==", "case.market!=")):
            yield "market", token.text.strip("\"'")


def _near(name: str, known: Mapping[str, set[str]], place: str) -> str:
    near = get_close_matches(name, known[place], n=1)
    return f" (did you mean {near[0]}?)" if near else ""
