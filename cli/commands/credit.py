"""`clausewise credit`: accrues the credit of accounts, shows a ledger, and tries a change of the rules."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, Policies, parse_day

if TYPE_CHECKING:
    from agent.credit.report import CreditReport
    from agent.credit.simulation import SimulationReport
    from agent.settings import Settings

ACTOR = "command line"


class KindName(StrEnum):
    CREATOR = "creator"
    MERCHANT = "merchant"


LastDay = Annotated[
    date | None,
    typer.Option("--day", parser=parse_day, metavar="DAY", help="The last day; by default yesterday (UTC)."),
]
AsOfDay = Annotated[
    date | None,
    typer.Option("--as-of", parser=parse_day, metavar="DAY", help="Read nothing later than this day."),
]
AccountId = Annotated[str, typer.Argument(metavar="CREATOR", help="The id of the creator or merchant.")]
Kind = Annotated[KindName, typer.Option("--kind", help="What the account is.")]
RulesFile = Annotated[Path, typer.Argument(metavar="RULES", help="The changed rules, a TOML file.")]


def run(day: LastDay = None, policies: Policies = None, as_json: AsJson = False) -> None:
    """Accrue credit up to a day: what was earned, lost, given back, and what expired.

    It goes on after the last accrued day. A run that was killed goes on where it ended, and a second run of a day
    changes nothing.
    """
    with report_errors():
        from agent.credit.accrual import Accrual
        from agent.credit.opening import open_credit_rules, open_sales
        from agent.open_stores import open_decision_store, open_library
        from agent.settings import read_settings
        from cli.views.console import echo_json, progress
        from cli.views.credit_view import print_accrual

        settings = read_settings(policies=policies)
        rules, library = open_credit_rules(settings), open_library(settings)
        with open_decision_store(settings) as store, open_sales(settings) as sales, progress("Accruing") as advance:
            report = Accrual(store.database, library, rules, sales, ACTOR).run(day, advance)
        if as_json:
            echo_json(report.model_dump_json(indent=2))
        else:
            print_accrual(report)


def show(
    account: AccountId,
    kind: Kind = KindName.CREATOR,
    as_of: AsOfDay = None,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Show the whole ledger of an account: its balance, its tier, and what each line was for."""
    with report_errors():
        from agent.settings import read_settings
        from cli.views.console import echo_json
        from cli.views.credit_view import print_credit

        report = _report(read_settings(policies=policies), account, kind, as_of)
        if as_json:
            echo_json(report.model_dump_json(indent=2))
        else:
            print_credit(report)


def _report(settings: "Settings", account_id: str, kind: str, as_of: date | None) -> "CreditReport":
    from datetime import UTC, datetime

    from agent.credit.opening import open_credit_rules, require_known
    from agent.credit.report import CreditReporter
    from agent.open_stores import open_decision_store, open_library
    from domain.credit import Account, AccountKind
    from domain.errors import InputError
    from store.credit.credit_lines import CreditLines

    today = datetime.now(UTC).date()
    if as_of is not None and as_of > today:
        raise InputError(f"--as-of {as_of} is in the future: choose {today} or an earlier day")
    account = Account(kind=AccountKind(kind), id=account_id)
    with open_decision_store(settings) as store:
        require_known(settings, store.database, account)
        lines = CreditLines(store.database).of_account(account)
    return CreditReporter(open_library(settings), open_credit_rules(settings)).report(account, lines, as_of or today)


def simulate(rules: RulesFile, day: LastDay = None, policies: Policies = None, as_json: AsJson = False) -> None:
    """Show what changed rules would make of the decision log: whose tier changes, by how much, in which market.

    Nothing is written. Both the present rules and the changed ones are applied from the first decision on.
    """
    with report_errors():
        from agent.settings import read_settings
        from cli.views.console import echo_json
        from cli.views.credit_view import print_simulation

        report = _simulate(read_settings(policies=policies), rules, day)
        if as_json:
            echo_json(report.model_dump_json(indent=2))
        else:
            print_simulation(report)


def _simulate(settings: "Settings", path: Path, day: date | None) -> "SimulationReport":
    from datetime import UTC, datetime, timedelta

    from agent.credit.accrual import require_ended, severities
    from agent.credit.opening import open_credit_rules, open_sales
    from agent.credit.rules_file import read_credit_rules
    from agent.credit.simulation import Simulation
    from agent.open_stores import open_decision_store, open_library
    from cli.views.console import progress
    from store.credit.credit_lines import CreditLines
    from store.credit.decision_facts import read_decision_facts

    before, after, library = open_credit_rules(settings), read_credit_rules(path), open_library(settings)
    last = require_ended(day, datetime.now(UTC).date() - timedelta(days=1))
    with open_decision_store(settings) as store, open_sales(settings) as sales, progress("Simulating"):
        facts, lines = read_decision_facts(store.database), CreditLines(store.database).all()
        return Simulation(facts, lines, severities(library), sales).compare(before, after, last)
