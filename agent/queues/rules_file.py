"""Reads and checks the file of routing rules; each error has its line and what to write."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from itertools import islice, product, takewhile
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from agent.queues.routing_values import ROOTS, SAMPLES
from agent.queues.rules import RoutingRules
from domain.errors import InputError
from policies.parsing.cel import CheckRunError, CheckSyntaxError, compile_check, tokenize, variable_names
from policies.parsing.diagnostics import Diagnostics, PolicyError, suggest
from policies.vocabulary import nested_values
from text.files import NotUtf8, read_utf8

BUNDLED_RULES = Path(__file__).with_name("default_queues.toml")
MAX_TRIALS = 512  # of a rule on sample values
COMPARING = {"=", "!", "in", "[", "]", ","}
TEXT_ORDER = re.compile("s[<>]|[<>]=?s")
SAMPLE_RULE = 'queue = "default", priority = 50, sla_minutes = 1440 and, if needed, when = \'job.kind == "appeal"\''
FIELDS = {
    "queues": '[queues.default] with title = "All reviews"',
    "rules": f"[[rules]] with {SAMPLE_RULE}",
    "samples": '[[samples]] with of = "reviews" and share = 0.05',
}


class RoutingRulesInvalid(InputError):
    """The message has a line for each error of the file."""

    def __init__(self, errors: list[PolicyError]) -> None:
        self.errors = tuple(sorted(errors, key=lambda error: error.line))
        super().__init__("\n".join(map(str, self.errors)))


def read_routing_rules(path: Path = BUNDLED_RULES) -> RoutingRules:
    """Raises RoutingRulesInvalid."""
    found = Diagnostics(str(path))
    source = _read_source(path, found)
    rules = _read_rules(source, found) if not found.errors else None
    if rules is not None:
        _check_conditions(rules, source, found)
        _check_queues(rules, source, found)
        _check_last_rule(rules, source, found)
    if rules is None or found.errors:
        raise RoutingRulesInvalid(found.errors)
    return rules


def _read_source(path: Path, found: Diagnostics) -> str:
    try:
        return read_utf8(path)
    except OSError as error:
        found.add(0, f"it cannot be read ({error.strerror})", "set CLAUSEWISE_QUEUES__RULES to a readable file")
    except NotUtf8 as error:
        found.add(0, f"it is {error}", "save it as UTF-8")
    return ""


def _read_rules(source: str, found: Diagnostics) -> RoutingRules | None:
    try:
        return RoutingRules.model_validate(tomllib.loads(source))
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+),", str(error))
        line = int(at[1]) if at else source.count("\n") + 1
        found.add(line, f"invalid TOML: {str(error).split(' (at')[0]}", f"write {FIELDS['rules']}")
    except ValidationError as error:
        for fault in error.errors():
            _add_fault(fault, source, found)
    return None


def _add_fault(fault: ErrorDetails, source: str, found: Diagnostics) -> None:
    table, *rest = map(str, fault["loc"])
    line = line_of(source, *fault["loc"])
    name = ".".join(part for part in rest if not part.isdigit())
    if fault["type"] == "extra_forbidden":
        known = FIELDS if not rest else _fields_of(table)
        found.add(line, f'there is no field "{name or table}"', suggest(name or table, known))
        return
    message = fault["msg"].removeprefix("Value error, ")
    message = message[0].lower() + message[1:]
    found.add(line, f"{name or table}: {message}", f"write {FIELDS.get(table, FIELDS['rules'])}")


def _fields_of(table: str) -> list[str]:
    names: dict[str, Any] = {"queues": "Queue", "rules": "Rule", "samples": "Sample"}
    definitions = RoutingRules.model_json_schema()["$defs"]
    return list(definitions[names[table]]["properties"]) if table in names else list(FIELDS)


def line_of(source: str, table: str | int, *rest: str | int) -> int:
    """The line of the last name of the path that the file has, such as of `rules`, 2, `when`: of the field, or else
    of its table; 1 if the file has neither."""
    numbers = [part for part in rest if isinstance(part, int)]
    names = [str(part) for part in rest if isinstance(part, str)]
    heads = [*re.finditer(rf"^[ \t]*\[\[?[ \t]*{re.escape(str(table))}\b", source, re.MULTILINE)]
    head = heads[numbers[0]] if numbers and numbers[0] < len(heads) else heads[0] if heads else None
    start = head.end() if head else 0
    for name in names:
        field = re.compile(rf"^[ \t]*(?:\[\[?.*\b)?{re.escape(name)}\b", re.MULTILINE).search(source, start)
        start = field.end() if field else start
    return source.count("\n", 0, start) + 1


def _conditions(rules: RoutingRules) -> Iterator[tuple[str, int, str]]:
    """The table, number and condition of each rule and sample that has one."""
    for table, entries in (("rules", rules.rules), ("samples", rules.samples)):
        for number, entry in enumerate(entries):
            if entry.when is not None:
                yield table, number, entry.when


def _check_conditions(rules: RoutingRules, source: str, found: Diagnostics) -> None:
    for table, number, when in _conditions(rules):
        line = line_of(source, table, number, "when")
        for message, remedy in islice(_problems(when), 1):
            found.add(line, f"when: {message}", remedy)


def _problems(when: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a condition, and what to do."""
    names = tuple(dict.fromkeys(".".join(name.split(".")[:2]) for name in variable_names(when, ROOTS)))
    for name in names:
        if name not in SAMPLES:
            known = [other for other in SAMPLES if other.split(".")[0] == name.split(".")[0]]
            yield f"{name} is not known", suggest(name, known)
    if _orders_text(when):
        yield "a text is compared by < or >, which orders letters", 'write decision.severity in ["high", "critical"]'
    yield from _impossible_texts(when)
    yield from _trials(when, {name: SAMPLES[name] for name in names if name in SAMPLES})


def _trials(when: str, samples: Mapping[str, tuple[object, ...]]) -> Iterator[tuple[str, str]]:
    """The failures of the condition on sample values, and values that are never true."""
    try:
        check = compile_check(when, ROOTS)
    except CheckSyntaxError as error:
        yield str(error), f"read {', '.join(f'{root}.…' for root in ROOTS)}"
        return
    for trial in islice(product(*samples.values()), MAX_TRIALS):
        try:
            check.evaluate(nested_values(samples, trial))
        except CheckRunError as error:
            yield f"it cannot be evaluated: {error}", "compare numbers with numbers, and texts in quotes with texts"


def _impossible_texts(when: str) -> Iterator[tuple[str, str]]:
    """A text that a variable with a closed list of values never has, such as `job.kind == "apeal"`."""
    tokens = tokenize(when)
    for i in range(len(tokens) - 2):
        name = "".join(token.text for token in tokens[i : i + 3])
        values = [str(value) for value in SAMPLES.get(name, ())]
        is_number = any(isinstance(value, float) for value in SAMPLES.get(name, ()))
        compared = takewhile(lambda token: token.kind == "string" or token.text in COMPARING, tokens[i + 3 :])
        for text in (token.text.strip("\"'") for token in compared if token.kind == "string"):
            if is_number or (len(values) > 1 and text not in values):
                remedy = "compare it with a number" if is_number else suggest(text, values)
                yield f'"{text}" is never a value of {name}', remedy


def _orders_text(when: str) -> bool:
    """Whether a text in quotes stands next to < or >."""
    shape = "".join(token.text if token.kind == "mark" else token.kind[0] for token in tokenize(when))
    return TEXT_ORDER.search(shape) is not None


def _check_queues(rules: RoutingRules, source: str, found: Diagnostics) -> None:
    used = {rule.queue for rule in rules.rules}
    for number, rule in enumerate(rules.rules):
        if rule.queue not in rules.queues:
            line = line_of(source, "rules", number, "queue")
            found.add(line, f'there is no queue "{rule.queue}"', suggest(rule.queue, rules.queues))
    if used <= rules.queues.keys():
        for name in rules.queues.keys() - used:
            found.add(line_of(source, "queues", name), f'no rule fills the queue "{name}"', "write one, or remove it")


def _check_last_rule(rules: RoutingRules, source: str, found: Diagnostics) -> None:
    if not rules.rules:
        found.add(line_of(source, "rules"), "there are no rules", f"write {FIELDS['rules']}")
    for number, rule in enumerate(rules.rules):
        is_last = number == len(rules.rules) - 1
        if is_last and rule.when is not None:
            line = line_of(source, "rules", number)
            found.add(line, "the last rule does not fit every job", "add a rule without when at the end")
        if not is_last and rule.when is None:
            line = line_of(source, "rules", number)
            found.add(line, "this rule fits every job, so none after it counts", "move it to the end")
