"""Shows accrued days, the ledger of an account, and the effect of changed rules."""

from agent.credit.accrual import AccrualReport
from agent.credit.report import CreditReport
from agent.credit.simulation import SimulationReport
from cli.views.console import bullets, count, err, out, print_line, print_table, spaced, table

MAX_CHANGES = 20


def print_accrual(report: AccrualReport) -> None:
    if report.first_day is None:
        until = f"up to {report.last_day}" if report.last_day else "before"
        print_line(f"nothing to do: all days {until} are accrued")
    else:
        print_line(
            f"{report.first_day} to {report.last_day} under rules {report.rule_version}: {report.earned} earned, "
            f"{report.lost} lost, {report.restored} restored, {report.expired} expired"
        )
    for note in report.notes:
        print_line(f"note: {note}", err)
    if report.unknown_clauses:
        print_line(f"note: no points for clauses that the policies lack: {', '.join(report.unknown_clauses)}", err)


def print_credit(report: CreditReport) -> None:
    print_line(f"{report.account.kind} {report.account.id} on {report.as_of}: {count(report.balance, 'point')}")
    following = report.next_tier
    further = f"; {following.name} from {count(following.points, 'more point')}" if following else ""
    print_line(f"tier: {report.tier}{further}")
    if report.gives:
        out.print(bullets(report.gives))
    out.print()
    rows = [
        (
            entry.day.isoformat(),
            f"{entry.points:+d}",
            str(entry.balance),
            f"{entry.text}{f' Decision {entry.decision_id}.' if entry.decision_id else ''}",
            entry.expires_on.isoformat() if entry.expires_on else "",
            entry.rule_version,
        )
        for entry in report.entries
    ]
    if rows:
        print_table(table(("Day", "Points", "Balance", "What for", "Expires", "Rules"), rows))
    else:
        print_line("no line yet")
    print_line(f"\n{report.explanation}")


def print_simulation(report: SimulationReport) -> None:
    since = f"from {report.first_day} " if report.first_day else ""
    print_line(f"rules {report.version_before} and {report.version_after}, {since}to {report.last_day}")
    print_line(f"{report.changed} of {count(report.accounts, 'account')} change the tier")
    for note in report.notes:
        print_line(f"note: {note}", err)
    markets = (
        (one.market, f"{one.accounts:,}", f"{one.up:,}", f"{one.down:,}", f"{one.mean_change:+.1f}")
        for one in report.markets
    )
    print_table(table(("Market", "Accounts", "Up", "Down", "Mean change"), markets))
    out.print()
    changes = (
        (
            one.account.id,
            spaced(one.account.kind),
            one.market,
            f"{one.balance_before} to {one.balance_after}",
            f"{one.tier_before} to {one.tier_after}",
        )
        for one in report.changes[:MAX_CHANGES]
    )
    print_table(table(("Account", "Kind", "Market", "Balance", "Tier"), changes))
    if len(report.changes) > MAX_CHANGES:
        print_line(f"and {len(report.changes) - MAX_CHANGES:,} more: --json has all")
    if report.likely_farmers:
        _print_farmers(report)


def _print_farmers(report: SimulationReport) -> None:
    print_line("\nAccounts that asked for more credit than the caps and their sales allow; a sign, no violation:")
    rows = (
        (
            one.account.id,
            str(one.earned_lines),
            str(one.refused_by_cap),
            str(one.refused_by_sales),
            f"{one.balance_before} to {one.balance_after}",
        )
        for one in report.likely_farmers[:MAX_CHANGES]
    )
    print_table(table(("Account", "Earned", "Over a cap", "Without sales", "Balance"), rows))
