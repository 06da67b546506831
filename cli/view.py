"""The human view of a decision: verdict, clauses with their words, the content's line marked, reasons, what follows."""

from collections.abc import Iterable, Mapping

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from domain.case import Case
from domain.clause import Clause
from domain.consequence import Consequence, ConsequenceStatus
from domain.decision import Decision
from domain.education import EducationMessage
from domain.finding import ContentQuote, Finding, FindingStatus
from domain.verdict import Outcome, Reason, Verdict

COLOUR = {Outcome.VIOLATION: "red", Outcome.NO_VIOLATION: "green", Outcome.NEEDS_REVIEW: "yellow"}
WORD = {
    FindingStatus.VIOLATED: ("broken", "red"),
    FindingStatus.UNCLEAR: ("unclear", "yellow"),
    FindingStatus.EXEMPTED: ("exempted", "cyan"),
    FindingStatus.SATISFIED: ("kept", "green"),
    FindingStatus.NOT_APPLICABLE: ("not applicable", "dim"),
}
SHOWN = (FindingStatus.VIOLATED, FindingStatus.UNCLEAR, FindingStatus.EXEMPTED)
AROUND = 90


def show(console: Console, case: Case, decision: Decision, clauses: Mapping[str, Clause]) -> None:
    """Prints the decision; `clauses` by id are those in force when it was made, for titles and words."""
    verdict = decision.verdict
    console.print(_headline(decision))
    for finding in verdict.findings:
        if finding.status in SHOWN:
            console.print(_finding(finding, case, clauses.get(finding.clause_id)))
    console.print(_reasons(verdict))
    console.print(_consequence(decision.consequence))
    console.print(_message(decision.education))
    console.print(_footer(decision))


def _headline(decision: Decision) -> RenderableType:
    verdict = decision.verdict
    colour = COLOUR[verdict.outcome]
    title = f"[bold {colour}]{verdict.outcome.replace('_', ' ').upper()}[/]"
    subtitle = f"case {decision.case_id} · confidence {verdict.confidence:.0%} · {decision.trace.as_of}"
    return Panel(Text(verdict.summary), title=title, subtitle=subtitle, border_style=colour, title_align="left")


def _finding(finding: Finding, case: Case, clause: Clause | None) -> RenderableType:
    word, colour = WORD[finding.status]
    head = Text.assemble((finding.clause_id, "bold"), f" {clause.title if clause else ''}  ", (word, colour))
    head.append(f" {finding.probability:.0%}", style="dim")
    lines: list[RenderableType] = [head]
    if finding.clause_quote:
        lines.append(_labelled("rule", Text(finding.clause_quote, style="italic")))
    lines += [_labelled(_where(case, quote), _marked(case, quote)) for quote in finding.content_quotes]
    lines += [_labelled("fact", Text(f"{fact.name} = {fact.value}")) for fact in finding.facts]
    if finding.exception_id:
        lines.append(_labelled("exception", Text(finding.exception_id)))
    lines += [_labelled("missing", Text(name)) for name in finding.missing_evidence]
    return Padding(Group(*lines), (1, 0, 0, 1))


def _labelled(label: str, text: Text) -> RenderableType:
    return Padding(Text.assemble((f"{label}: ", "dim"), text), (0, 0, 0, 2))


def _where(case: Case, quote: ContentQuote) -> str:
    item = case.item(quote.item_id)
    return f"{quote.item_id} ({item.kind})" if item else quote.item_id


def _marked(case: Case, quote: ContentQuote) -> Text:
    """The quoted words in reverse video, with a little of what stands around them."""
    item = case.item(quote.item_id)
    words = item.text if item else quote.text
    before = words[max(0, quote.start - AROUND) : quote.start]
    after = words[quote.end : quote.end + AROUND]
    lead, tail = ("…" if quote.start > AROUND else ""), ("…" if quote.end + AROUND < len(words) else "")
    return Text.assemble((lead + before, "dim"), (quote.text, "bold reverse"), (after + tail, "dim"))


def _reasons(verdict: Verdict) -> RenderableType:
    parts: list[RenderableType] = []
    for title, reasons in (
        ("For a breach", verdict.reasons_for),
        ("Against", verdict.reasons_against),
        ("What would flip it", verdict.would_flip),
    ):
        parts += [Text(f"\n{title}", style="bold"), *_bullets(reasons)]
    if verdict.review_reasons:
        parts.append(Text("\nWhy a person must look", style="bold yellow"))
        parts += [_bullet(reason.text) for reason in verdict.review_reasons]
    return Padding(Group(*parts), (0, 0, 0, 1))


def _bullets(reasons: Iterable[Reason]) -> list[RenderableType]:
    return [_bullet(reason.text) for reason in reasons]


def _bullet(text: str) -> RenderableType:
    return Padding(Text(f"• {text}"), (0, 0, 0, 1))


def _consequence(consequence: Consequence) -> RenderableType:
    lines = [Text(consequence.reason)]
    if consequence.status is ConsequenceStatus.RECOMMENDED and consequence.measure is not None:
        measure = consequence.measure.name.lower().replace("_", " ")
        days = f" for {consequence.days} days" if consequence.days else ""
        points = (
            f"{consequence.points_before} before + {consequence.points_case} now = {consequence.points_total} points"
        )
        lines.insert(0, Text(f"{measure}{days} recommended · {points} in {consequence.window_days} days", style="bold"))
    lines += [Text(f"• {rule}") for rule in consequence.rules_applied]
    lines += [
        Text(f"{'+' if i.counted else '-'} {i.date} {i.clause_id} {i.points} points: {i.reason}", style="dim")
        for i in consequence.incidents
    ]
    title = Text("\nConsequence (a recommendation)", style="bold")
    return Padding(Group(title, *(Padding(line, (0, 0, 0, 1)) for line in lines)), (0, 0, 1, 1))


def _message(education: EducationMessage) -> RenderableType:
    return Panel(
        Text(education.body), title=f"To the creator: {education.subject}", title_align="left", border_style="blue"
    )


def _footer(decision: Decision) -> RenderableType:
    trace = decision.trace
    total = sum(trace.timings_ms.values())
    judge, corpus = f"judge {trace.judge} ({trace.model})", f"corpus {trace.policy_fingerprint[:12]}"
    lines = [f"{decision.decision_id} · {judge} · {corpus} · {total:.0f} ms"]
    lines += [f"degraded: {d.part}: {d.reason}" for d in trace.degraded]
    return Text("\n".join(lines), style="dim")
