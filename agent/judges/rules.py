"""The judge that asks no model: a clause's check over facts and signals decides that clause exactly."""

from agent.judges.base import JudgeInput, JudgeOutput
from agent.judges.check_variables import Variables, cite, is_known
from domain.clause import Clause, ClauseKind
from domain.finding import DraftFinding, FindingStatus
from policies.parsing.cel import Check, CheckRunError, compile_check, values_read


class RulesJudge:
    name = "rules"
    model = "cel"

    def judge(self, brief: JudgeInput) -> JudgeOutput:
        read = (read_check(clause, brief.variables) for clause in brief.clauses.values())
        return JudgeOutput(findings=tuple(finding for finding in read if finding is not None))


def read_check(clause: Clause, given: Variables) -> DraftFinding | None:
    """What the clause's check says; None where it has none, where nothing that it reads was measured, or where an
    exception cannot be told by what was: its words are weighed then."""
    if clause.check is None or not _measured(clause.check, given):
        return None
    check = compile_check(clause.check)
    try:
        caught = check.evaluate(given)
    except CheckRunError as error:
        untold = clause.kind is ClauseKind.EXCEPTION and not all(is_known(name, given) for name in check.names)
        return None if untold else _unclear(clause, check, given, error)
    return _decided(clause, check, given, caught)


def _measured(source: str, given: Variables) -> bool:
    """Whether anything it reads was measured; the case's own market and language are always there and tell nothing."""
    return any(is_known(name, given) for name in values_read(source) if not name.startswith("case."))


def _decided(clause: Clause, check: Check, given: Variables, caught: bool) -> DraftFinding:
    facts = cite(check.names, given)
    shown = ", ".join(f"{fact.name} = {fact.value}" for fact in facts)
    return DraftFinding(
        clause_id=clause.id,
        status=_status(clause, caught),
        probability=float(caught),
        rationale=f"The check `{check.source}` is {str(caught).lower()}: {shown}.",
        counterpoint=f"It would be {str(not caught).lower()} with other values of {', '.join(f.name for f in facts)}.",
        judge=RulesJudge.name,
        clause_quote=clause.text,
        facts=facts,
    )


def _unclear(clause: Clause, check: Check, given: Variables, error: CheckRunError) -> DraftFinding:
    missing = tuple(name for name in check.names if not is_known(name, given))
    return DraftFinding(
        clause_id=clause.id,
        status=FindingStatus.UNCLEAR,
        probability=0.5,
        rationale=f"The check `{check.source}` could not be evaluated: {error}.",
        counterpoint="Nothing measured says that the clause is broken.",
        judge=RulesJudge.name,
        clause_quote=clause.text,
        facts=cite(check.names, given),
        missing_evidence=missing,
    )


def _status(clause: Clause, caught: bool) -> FindingStatus:
    if clause.kind is ClauseKind.EXCEPTION:
        return FindingStatus.EXEMPTED if caught else FindingStatus.NOT_APPLICABLE
    return FindingStatus.VIOLATED if caught else FindingStatus.SATISFIED
