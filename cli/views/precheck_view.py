"""Shows what a check before publishing found in a draft."""

from agent.precheck import PrecheckProblem, PrecheckReport
from cli.views.console import Text, bullets, labelled_rows, out, print_line, section


def print_precheck(report: PrecheckReport) -> None:
    print_line(report.message)
    print_line(report.uncounted)
    for problem in report.problems:
        title = f"{problem.level}: {problem.clause_id}, {problem.title}"
        out.print(section(title, labelled_rows(_rows(problem)), bullets(problem.fix) if problem.fix else Text("")))


def _rows(problem: PrecheckProblem) -> list[tuple[str, str]]:
    rows = [("quote", f"“{quote}”") for quote in problem.quotes]
    rows += [("fact", name) for name in problem.facts]
    rows.append(("clause", problem.text))
    return [*rows, ("why", problem.why)] if problem.why else rows
