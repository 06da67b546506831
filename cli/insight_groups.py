"""The commands of `clausewise insights` and its groups, with their names."""

from collections.abc import Callable, Mapping
from typing import Any

from cli.commands.insights.alerts import alerts
from cli.commands.insights.audit import collect as audit_collect
from cli.commands.insights.audit import draw as audit_draw
from cli.commands.insights.compute import compute
from cli.commands.insights.experiments.analyse import analyse as analyse_experiment
from cli.commands.insights.experiments.assign import assign as assign_experiment
from cli.commands.insights.experiments.check import check as check_experiment
from cli.commands.insights.experiments.effect import effect as estimate_effect
from cli.commands.insights.experiments.plan import plan as plan_experiment
from cli.commands.insights.fairness import fairness
from cli.commands.insights.metrics import metrics
from cli.commands.insights.root_cause import root_cause
from cli.commands.insights.strategies.group import STRATEGY_COMMANDS
from cli.commands.insights.tradeoffs import choices as tradeoff_choices
from cli.commands.insights.tradeoffs import exposure, promotion
from cli.commands.insights.tradeoffs import judge as operating_point

INSIGHT_GROUPS: Mapping[str, tuple[str, Mapping[str, Callable[..., Any]]]] = {
    "insights": (
        "See how the ecosystem does, what moved and why, and what a change did.",
        {
            "alerts": alerts,
            "root-cause": root_cause,
            "metrics": metrics,
            "fairness": fairness,
            "compute": compute,
        },
    ),
    "insights audit": (
        "Draw posts by views for people to label, and collect what they found.",
        {"draw": audit_draw, "collect": audit_collect},
    ),
    "insights experiments": (
        "Plan, assign, check and analyse experiments, and estimate what a change or a threshold did.",
        {
            "plan": plan_experiment,
            "assign": assign_experiment,
            "check": check_experiment,
            "analyse": analyse_experiment,
            "effect": estimate_effect,
        },
    ),
    "insights strategies": ("Write, test and run strategies, and find new ones.", STRATEGY_COMMANDS),
    "insights tradeoffs": (
        "Choose between value and harm: promotion under caps, exposure by policy, thresholds of the judge by cost.",
        {"promotion": promotion, "choices": tradeoff_choices, "exposure": exposure, "judge": operating_point},
    ),
}
