"""Shows notices, complaints, corrections of statements, and misuse."""

from collections.abc import Sequence

from cli.views.console import count, err, out, print_line, print_table, section, spaced, table
from domain.complaint import Complaint
from domain.correction import Correction
from domain.misuse import MisuseReport
from domain.notice_answer import NoticeAnswer

NO_WITHDRAWAL = (
    "The Transparency Database has no way to withdraw or update a statement: these corrections are counted in your "
    "transparency report."
)


def print_notices(found: Sequence[NoticeAnswer]) -> None:
    if not found:
        err.print("No notice led to a decision.")
        return
    rows = [
        (
            one.decision_id,
            one.status.value,
            f"{one.notice.received:%Y-%m-%d}",
            spaced(one.notice.source),
            one.notice.ground.value,
            spaced(one.result) if one.result else "",
            one.market or "",
        )
        for one in found
    ]
    print_table(table(("Id", "Status", "Received", "From", "Claims", "Result", "Market"), rows))


def print_notice(one: NoticeAnswer) -> None:
    print_line(f"{one.decision_id}: {one.status.value}")
    out.print(section(one.confirmation.subject, one.confirmation.body))
    if one.decision is not None:
        out.print(section(one.decision.subject, one.decision.body))
    elif one.result is None:
        print_line("\nA person must decide before the notifier gets an answer.", err)
    else:
        print_line("\nNo person has confirmed the decision yet: the notifier gets an answer once one has.", err)


def print_complaints(found: Sequence[Complaint]) -> None:
    if not found:
        err.print("No complaint waits for an answer.")
        return
    rows = [
        (
            one.appeal_id,
            one.decision_id,
            "overdue" if one.overdue else spaced(one.status),
            f"{one.created_at:%Y-%m-%d}",
            f"{one.file_until}" if one.file_until else "not stated",
            f"{one.answer_by}",
            one.result.value if one.result else "",
            one.market or "",
        )
        for one in found
    ]
    columns = ("Id", "Decision", "Status", "Made", "Could be made until", "Answer by", "Result", "Market")
    print_table(table(columns, rows))


def print_corrections(found: Sequence[Correction]) -> None:
    if not found:
        err.print("No statement in the Transparency Database was taken back or changed.")
        return
    rows = [
        (one.puid, one.kind.value, f"{one.sent_at:%Y-%m-%d}", f"{one.corrected_at:%Y-%m-%d}", ", ".join(one.fields))
        for one in found
    ]
    print_table(table(("Id", "Is", "Sent", "Corrected", "Differs in"), rows))
    print_line(NO_WITHDRAWAL, err)


def print_misuse(report: MisuseReport) -> None:
    print_line(f"{report.first_day} to {report.last_day}")
    if not report.found:
        err.print("Nothing counts as misuse in this period.")
        return
    for one in report.found:
        mark = "a person should consider a suspension" if one.reaches else "below the thresholds"
        print_line(f"\n{one.account}: {spaced(one.kind)}, {count(one.times, 'time')} of {one.total}: {mark}")
        for reason in one.reasons:
            print_line(f"  {reason}")
        print_line(f"  decisions: {', '.join(one.decisions)}")
