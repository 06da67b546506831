"""Searches the warehouse for groups of accounts as of a day, and orders the creators near confirmed cases."""

from signals.labels import DecisionStates, confirmed
from signals.links.agreement import origin
from signals.links.attention import Attention, Confirmed, attention
from signals.links.report import LinkReport, link_report
from signals.links.warehouse_edges import read_relations, read_surroundings
from warehouse.engines.base import Engine
from warehouse.jobs.reading import decision_history


def find_links(engine: Engine, day: int, appeal_days: int) -> tuple[LinkReport, tuple[Attention, ...]]:
    """Reads nothing later than the day. Only violations that people confirmed, and that can be appealed no more, make
    others near to them worth a look."""
    relations = read_relations(engine, day)
    content = next((relation for relation in relations if relation.name == "copies"), None)
    report = link_report(relations, read_surroundings(engine, day, content))
    chosen = [relation for relation in relations if origin(relation.name) != "catalogue"]  # a market sells the same
    return report, attention(chosen, _confirmed(engine, day, appeal_days), day)


def _confirmed(engine: Engine, day: int, appeal_days: int) -> Confirmed:
    found = decision_history(engine, day)
    states = DecisionStates(**{name: found[name] for name in DecisionStates.__dataclass_fields__})
    violations = states.part(confirmed(states, day, appeal_days) & states.is_violation)
    return Confirmed(violations.creator_id, violations.at.astype(float))
