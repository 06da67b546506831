"""`clausewise decisions show`: a stored decision with its reviews."""

from pathlib import Path
from typing import TYPE_CHECKING

from cli.errors import report_errors
from cli.input.options import AsJson, DecisionId, Policies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.clause import Clause
    from domain.decision import Decision


def show(decision_id: DecisionId, policies: Policies = None, as_json: AsJson = False) -> None:
    """Show a decision as it was made, with its reviews."""
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.input.decision_lookup import find_decision
        from cli.views.console import echo_json, out
        from cli.views.decision_view import print_decision, print_reviews

        settings = read_settings(policies=policies)
        with open_decision_store(settings) as store:
            stored = find_decision(store, decision_id)
            reviews = store.reviews.of_decision(stored.decision.decision_id)
        if as_json:
            echo_json(stored.decision.model_dump_json(indent=2))
        else:
            print_decision(out, stored.case, stored.decision, _clauses(settings.policies, stored.decision))
            print_reviews(out, reviews)


def _clauses(folder: Path, decision: "Decision") -> "Mapping[str, Clause]":
    """The clauses that the decision used. Empty if the corpus has changed: the decision contains the old texts."""
    from cli.views.console import err, print_line
    from policies.library import load_library

    library = load_library(folder)
    if library.fingerprint == decision.trace.policy_fingerprint:
        return library.clauses_of_decision(decision)
    text = "The corpus has changed since this decision; the clause texts below are the stored ones."
    print_line(text, err, style="dim")
    return {}
