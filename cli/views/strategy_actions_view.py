"""Shows labels and proposals of strategies."""

from collections.abc import Sequence

from cli.views.console import count, err, print_line, print_table, table
from domain.strategy_hit import StrategyLabel, StrategyProposal
from insights.strategies.acting import ActReport


def print_act(report: ActReport) -> None:
    print_line(
        f"{report.day}: {count(report.hits, 'hit')} that label or propose, "
        f"{count(report.labels, 'new label')}, {count(report.proposals, 'new proposal')}"
    )
    for name in report.unknown:
        print_line(f"{name}: the folder does not have this version, so nothing was done", err)


def print_labels(found: Sequence[StrategyLabel]) -> None:
    if not found:
        err.print("There is no label.")
        return
    rows = [
        (one.creator_id, one.post_id or "", f"{one.strategy}@{one.version}", one.title, f"{one.day}", f"{one.expires}")
        for one in found
    ]
    print_table(table(("Creator", "Post", "Strategy", "Says", "Since", "Expires"), rows))


def print_proposals(found: Sequence[StrategyProposal], state: str) -> None:
    if not found:
        err.print(f"There is no proposal that is {state}.")
        return
    rows = [
        (
            one.proposal_id,
            one.creator_id,
            one.post_id or "",
            f"{one.strategy}@{one.version}",
            one.title,
            one.owner,
            f"{one.day}",
            f"{one.person}: {one.reason}" if one.person else "",
        )
        for one in found
    ]
    print_table(table(("Id", "Creator", "Post", "Strategy", "Says", "Owner", "Hit on", "Answer"), rows))


def print_answer(one: StrategyProposal) -> None:
    follows = "; `clausewise insights strategies queue` makes its review job" if one.state == "accepted" else ""
    print_line(f"{one.proposal_id}: {one.state.value}{follows}")
