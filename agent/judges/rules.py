"""Decides clauses by their checks over facts and creator signals, without a model."""

from agent.judges.base import JudgeInput, JudgeOutput, finding_status
from agent.judges.check_variables import Variables, cite_facts, has_value
from domain.clause import Clause, ClauseKind
from domain.finding import DraftFinding, FindingStatus
from policies.parsing.cel import Check, CheckRunError, compile_check, variable_names


class RulesJudge:
    name = "rules"
    model = "cel"

    def judge(self, judge_input: JudgeInput) -> JudgeOutput:
        findings = (evaluate_check(clause, judge_input.variables) for clause in judge_input.clauses.values())
        return JudgeOutput(findings=tuple(finding for finding in findings if finding is not None))


def evaluate_check(clause: Clause, variables: Variables) -> DraftFinding | None:
    """The finding of the clause's check. None where the clause has no check, where none of its variables was
    provided, or where an exception's check lacks a value: its text is judged then."""
    if clause.check is None or not _any_provided(clause.check, variables):
        return None
    check = compile_check(clause.check)
    try:
        result = check.evaluate(variables)
    except CheckRunError as error:
        missing = tuple(name for name in check.variables if not has_value(name, variables))
        if clause.kind is ClauseKind.EXCEPTION and missing:
            return None
        return _unclear_finding(clause, check, variables, missing, error)
    return _exact_finding(clause, check, variables, result)


def _any_provided(source: str, variables: Variables) -> bool:
    """Whether any variable of the check has a value. The case's own market and language always do, so they do not
    count."""
    return any(has_value(name, variables) for name in variable_names(source) if not name.startswith("case."))


def _exact_finding(clause: Clause, check: Check, variables: Variables, result: bool) -> DraftFinding:
    facts = cite_facts(check.variables, variables)
    values = ", ".join(f"{fact.name} = {fact.value}" for fact in facts)
    return DraftFinding(
        clause_id=clause.id,
        status=finding_status(clause, result),
        probability=float(result),
        rationale=f"The check `{check.source}` is {str(result).lower()}: {values}.",
        counterpoint=f"It would be {str(not result).lower()} with other values of {', '.join(f.name for f in facts)}.",
        judge=RulesJudge.name,
        clause_quote=clause.text,
        facts=facts,
    )


def _unclear_finding(
    clause: Clause, check: Check, variables: Variables, missing: tuple[str, ...], error: CheckRunError
) -> DraftFinding:
    return DraftFinding(
        clause_id=clause.id,
        status=FindingStatus.UNCLEAR,
        probability=0.5,
        rationale=f"The check `{check.source}` could not be evaluated: {error}.",
        counterpoint="No provided fact shows a violation of this clause.",
        judge=RulesJudge.name,
        clause_quote=clause.text,
        facts=cite_facts(check.variables, variables),
        missing_evidence=missing,
    )
