"""`clausewise policies list`: the policies of a corpus in a table."""

from cli.errors import report_errors
from cli.input.options import Policies


def list_policies(policies: Policies = None) -> None:
    """List the policies with their versions, dates, markets and number of clauses."""
    with report_errors():
        from cli.input.policy_source import load_unchecked
        from cli.views.console import print_table
        from cli.views.policy_view import document_table

        print_table(document_table(load_unchecked(policies).documents))
