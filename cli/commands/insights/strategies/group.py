"""The commands of the group `insights strategies`, by name."""

from collections.abc import Callable, Mapping
from typing import Any

from cli.commands.insights.strategies.acting import accept, act, dismiss, labels, proposals
from cli.commands.insights.strategies.daily import hits, queue, run
from cli.commands.insights.strategies.files import check, list_strategies
from cli.commands.insights.strategies.mine import mine
from cli.commands.insights.strategies.replays import backtest, false_positives, threshold

STRATEGY_COMMANDS: Mapping[str, Callable[..., Any]] = {
    "list": list_strategies,
    "check": check,
    "backtest": backtest,
    "run": run,
    "hits": hits,
    "queue": queue,
    "act": act,
    "labels": labels,
    "proposals": proposals,
    "accept": accept,
    "dismiss": dismiss,
    "threshold": threshold,
    "mine": mine,
    "false-positives": false_positives,
}
