"""Copies the decision log to the warehouse, whose metrics and strategies read it there."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from domain.clause import Severity

if TYPE_CHECKING:
    from policies.library import Library
    from store.decisions import DecisionStore
    from warehouse.loading.loader import Loader
    from warehouse.loading.report import LoadReport


def load_decisions(loader: "Loader", store: "DecisionStore", library: "Library", since: date) -> "list[LoadReport]":
    """Adds what is new of decisions made from that day (UTC) on, their reviews, appeals, delivered letters and costs.
    Repeating it changes nothing."""
    from datetime import UTC

    from store.decision_events import DecisionEvents
    from warehouse.engines.arrays import to_arrays
    from warehouse.loading.report import LoadReport

    order = [severity.name.lower() for severity in sorted(Severity)]
    severities = {clause.id: clause.severity.name.lower() for clause in library.clauses}
    reports: dict[str, LoadReport] = {}
    events = DecisionEvents(store.database, severities, order)
    for batch in events.batches(datetime.combine(since, time(), tzinfo=UTC)):
        report = loader.add(batch.table, to_arrays(batch.names, batch.rows))
        reports[batch.table] = reports.get(batch.table, LoadReport(batch.table)) + report
    return [*reports.values()]
