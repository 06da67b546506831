"""Finds clauses and markets in routing rules that the policies do not have: such a rule never fits."""

from collections.abc import Iterator

from agent.queues.rules import RoutingRules
from policies.library import Library
from policies.parsing.cel import Token, tokenize
from policies.parsing.diagnostics import did_you_mean


def unknown_names(rules: RoutingRules, library: Library) -> Iterator[tuple[str, str]]:
    """A condition, and what is wrong in it."""
    known = {"clauses": set(library.clause_ids), "market": set(library.markets)}
    for entry in (*rules.rules, *rules.samples):
        for place, name in _names(tokenize(entry.when)) if entry.when is not None else ():
            if known[place] and name not in known[place]:
                what = f"{place.removesuffix('s')} {name}{did_you_mean(name, known[place])}"
                yield str(entry.when), f"the policies have no {what}"


def _names(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """The texts that are looked for in the clauses, and those that are compared with the market."""
    for i, token in enumerate(tokens):
        after = "".join(one.text for one in tokens[i + 1 : i + 5])
        before = "".join(one.text for one in tokens[max(0, i - 5) : i])
        if token.kind == "string" and after.startswith("indecision.clauses"):
            yield "clauses", token.text.strip("\"'")
        elif token.kind == "string" and before.endswith(("case.market==", "case.market!=")):
            yield "market", token.text.strip("\"'")
