"""Findings on exceptions that exempt everything that their rule forbids."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from domain.clause import Clause, ClauseKind, Relation
from policies.checks.problem import Level, Problem
from policies.lint.lint_input import LintInput, clause_label
from policies.lint.sentences import NUMBER
from policies.parsing.cel import CheckRunError, CheckSyntaxError, compile_check, tokenize, variable_names
from policies.validity import in_force_together
from policies.vocabulary import BUILT_IN_VARIABLES, SAMPLE_VALUES, Variable, VariableType, nested_values

MAX_EXEMPT_SHARE = 0.5  # of a rule's violating examples
MAX_TRIALS = 4096
MIN_EXAMPLES = 10  # on each side; a share of fewer says little

_CONDITION = re.compile(
    r"\b(?:if|only|where|when|whenever|while|unless|until|provided|except|without|before|after|within|as long as"
    r"|who|whom|whose|which|that|must|no|not|none)\b",
    re.IGNORECASE,
)


def unconditional_exception(corpus: LintInput) -> Iterator[Problem]:
    for clause in corpus.of_kind(ClauseKind.EXCEPTION):
        if clause.check is None and not _CONDITION.search(clause.text) and not NUMBER.search(clause.text):
            message = "the exception has no condition, so that every violation can rely on it"
            yield Problem(
                Level.WARNING, clause.key, message, 'say when it applies, with "only if", "where" or a number'
            )


def exception_swallows_rule(corpus: LintInput) -> Iterator[Problem]:
    """A violating example counts as exempt if, of all other examples, the most similar one is an example where the
    exception applies."""
    for rule, exception in _rules_with_exceptions(corpus):
        if min(len(rule.violating_examples), len(exception.violating_examples)) >= MIN_EXAMPLES:
            exempt = _count_exempt(rule, exception, corpus)
            if exempt > MAX_EXEMPT_SHARE * len(rule.violating_examples):
                message = (
                    f"{exempt} of {len(rule.violating_examples)} violating examples of {clause_label(rule)} are more "
                    "similar to examples of this exception than to each other"
                )
                remedy = "narrow the exception, or add examples to both clauses that show the difference"
                yield Problem(Level.WARNING, exception.key, message, remedy)


def exception_check_swallows_rule(corpus: LintInput) -> Iterator[Problem]:
    for rule, exception in _rules_with_exceptions(corpus):
        if rule.check and exception.check:
            trials = trials_covered(rule.check, exception.check, corpus.library.vocabulary or {})
            if trials:
                message = (
                    f"its check was true in all {trials} trials in which the check of {clause_label(rule)} was true"
                )
                remedy = "let its check read a variable that the rule's check does not decide"
                yield Problem(Level.ERROR, exception.key, message, remedy, exception.check)


def _rules_with_exceptions(corpus: LintInput) -> Iterator[tuple[Clause, Clause]]:
    for rule in corpus.of_kind(ClauseKind.RULE):
        for target in rule.targets(Relation.EXCEPT):
            yield from (
                (rule, exception) for exception in corpus.current_versions(target) if in_force_together(rule, exception)
            )


def _count_exempt(rule: Clause, exception: Clause, corpus: LintInput) -> int:
    if corpus.similarity is None:
        return 0
    others = (*rule.violating_examples, *exception.compliant_examples)
    similarities = corpus.similarity.cosines(rule.violating_examples, (*exception.violating_examples, *others))
    return sum(_is_exempt(row, n, len(exception.violating_examples)) for n, row in enumerate(similarities))


def _is_exempt(row: Sequence[float], n: int, exempt_count: int) -> bool:
    """`row` holds the similarities of the rule's `n`-th example to `exempt_count` examples of the exception, then to
    the rule's own, including itself."""
    rest = [*row[exempt_count : exempt_count + n], *row[exempt_count + n + 1 :]]
    return max(row[:exempt_count]) > max(rest, default=0)


def trials_covered(rule: str, exception: str, vocabulary: Mapping[str, Variable]) -> int:
    """The number of trials in which the rule's check is true, if the exception's check is true in all of them, else 0.
    Also 0 for variables of unknown type and for more than MAX_TRIALS combinations."""
    names = tuple(dict.fromkeys((*variable_names(rule), *variable_names(exception))))
    known = {**BUILT_IN_VARIABLES, **vocabulary}
    if not set(names) <= known.keys():
        return 0
    values = [_trial_values(known[name].type, f"{rule} {exception}") for name in names]
    count = 1
    for options in values:
        count *= len(options)
    if count > MAX_TRIALS:
        return 0
    try:
        return _count_covered(rule, exception, [nested_values(names, trial) for trial in product(*values)])
    except (CheckRunError, CheckSyntaxError):
        return 0


def _count_covered(rule: str, exception: str, trials: list[dict[str, dict[str, object]]]) -> int:
    violating = [values for values in trials if compile_check(rule).evaluate(values)]
    return len(violating) if all(compile_check(exception).evaluate(values) for values in violating) else 0


def _trial_values(kind: VariableType, sources: str) -> tuple[object, ...]:
    """Both booleans; numbers at, below and above each number of the checks; their texts and another one."""
    tokens = tokenize(sources)
    if kind is VariableType.NUMBER:
        return tuple(
            sorted({0.0, *_boundary_values(float(t.text.rstrip("uU")) for t in tokens if _is_decimal(t.text))})
        )
    if kind in (VariableType.TEXT, VariableType.DATE):
        return tuple(
            dict.fromkeys((*(t.text.strip("\"'") for t in tokens if t.kind == "string"), *SAMPLE_VALUES[kind]))
        )
    return SAMPLE_VALUES[kind]


def _boundary_values(numbers: Iterator[float]) -> Iterator[float]:
    for number in numbers:
        yield from (number, number - 1, number + 1, number * 2)


def _is_decimal(text: str) -> bool:
    return text[0].isdigit() and not text.lower().startswith("0x")
