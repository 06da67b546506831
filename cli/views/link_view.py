"""The groups that a search for links has found."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from cli.views.console import count, print_line, print_table, table
from domain.days import date_of
from signals.links.attention import Attention
from signals.links.group import LinkGroup
from signals.links.report import LinkReport
from signals.links.spread import Spread

MAX_ROWS = 20


def print_links(report: LinkReport, near: Sequence[Attention], day: int) -> None:
    groups = [*report.supported, *report.single]
    print_line(f"as of {date_of(day)}, for review only")
    if groups:
        shown = table(("group", "relations", "accounts", "p at most", "by chance", "explained by"), _rows(groups))
        print_table(shown)
    if len(groups) > MAX_ROWS:
        print_line(f"and {count(len(groups) - MAX_ROWS, 'more group')}, which are stored too")
    sets, accounts = count(len(report.identifiers), "set"), count(len(near), "account")
    print_line(f"{count(len(groups), 'group')} that act alike; {sets} of accounts that only share a device or a payout")
    print_line(f"{accounts} near confirmed cases")
    for reason in report.not_measured:
        print_line(f"not measured: {reason}")


def link_values(report: LinkReport, near: Sequence[Attention], day: int) -> dict[str, Any]:
    """Groups with their members, who is near a confirmed case, and what could not be measured."""
    groups = {"groups": [*map(asdict, (*report.supported, *report.single))]}
    identifiers, accounts = [*map(asdict, report.identifiers)], [*map(asdict, near)]
    found = {**groups, "identifiers": identifiers, "near": accounts, "not_measured": [*report.not_measured]}
    return {"as_of": date_of(day), "review_only": True, **found}


def spread_values(spread: Spread) -> dict[str, Any]:
    searched_on = None if spread.searched_on is None else date_of(spread.searched_on)
    return {**asdict(spread), "searched_on": searched_on, "review_only": True}


def _rows(groups: Sequence[LinkGroup]) -> Iterator[tuple[str, ...]]:
    for group in groups[:MAX_ROWS]:
        yield (
            group.group_id,
            ", ".join(group.relations),
            str(group.size),
            "" if group.p_value is None else f"{group.p_value:.2g}",
            "" if group.expected_false_groups is None else f"{group.expected_false_groups:.2g}",
            ", ".join(one.name for one in group.explanations if one.explains) or "nothing",
        )


def print_spread(spread: Spread) -> None:
    judged = spread.backtest
    if spread.searched_on is None:
        print_line(judged.reason or "")
        return
    print_line(f"groups of {date_of(spread.searched_on)}, for review only")
    if spread.moves:
        rows = (
            (
                move.group_id,
                str(move.creator),
                move.market,
                ", ".join(move.shares),
                str(move.shared),
                "" if move.probability is None else f"{move.probability:.0%}",
            )
            for move in spread.moves[:MAX_ROWS]
        )
        print_table(table(("group", "creator", "market", "shares", "how many", "within 30 days"), rows))
    print_line(f"{count(len(spread.moves), 'creator')} of other markets share something with a group")
    if judged.reason is not None:
        print_line(judged.reason)
    else:
        found = f"{judged.listed_and_happened} of {judged.listed} listed then have joined since"
        print_line(f"looking back: {found}, of {judged.happened} who joined from another market")
