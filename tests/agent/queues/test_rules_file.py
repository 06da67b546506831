"""The bundled rules are valid, and each fault of a file is told with its line and what to write."""

from pathlib import Path

import pytest

from agent.queues.rules_file import RoutingRulesInvalid, read_routing_rules

QUEUE = '[queues.default]\ntitle = "All"\n'
TARGET = 'queue = "default"\npriority = 5\nsla_minutes = 60\n'
LAST = f"[[rules]]\n{TARGET}"


def problems(tmp_path: Path, source: str) -> list[str]:
    """Without the name of the file."""
    path = tmp_path / "queues.toml"
    path.write_text(source, encoding="utf-8")
    with pytest.raises(RoutingRulesInvalid) as refused:
        read_routing_rules(path)
    return [line.removeprefix(str(path)) for line in str(refused.value).splitlines()]


def test_bundled_rules_route_everything_to_one_queue() -> None:
    rules = read_routing_rules()
    assert [*rules.queues] == ["default"]
    assert rules.rules[-1].when is None
    assert rules.samples == ()


def test_queue_has_the_golden_share_of_the_setting_or_its_own(tmp_path: Path) -> None:
    path = tmp_path / "queues.toml"
    path.write_text(
        f'{QUEUE}[queues.own]\ntitle = "Own"\ngolden_share = 0.1\n[[rules]]\nwhen = \'job.kind == "appeal"\'\n'
        f'queue = "own"\npriority = 5\nsla_minutes = 60\n{LAST}'
    )
    assert read_routing_rules(path).golden_shares(0.02) == {"default": 0.02, "own": 0.1}
    (problem,) = problems(tmp_path, path.read_text().replace("0.1", "2"))
    assert problem.startswith(":5: own.golden_share: input should be less than or equal to 1; write ")


def rule(when: str) -> str:
    return f"{QUEUE}[[rules]]\nwhen = '{when}'\n{TARGET}{LAST}"


@pytest.mark.parametrize(
    ("when", "problem"),
    [
        ('job.kind == "apeal"', ':4: when: "apeal" is never a value of job.kind; write '),
        (
            'decision.severity in ["high", "hihg"]',
            ':4: when: "hihg" is never a value of decision.severity; write low, ',
        ),
        ('decision.severity >= "high"', ":4: when: a text is compared by < or >, which orders letters; write "),
        ('"high" < decision.severity', ":4: when: a text is compared by < or >"),
        ('decision.severty == "high"', ":4: when: decision.severty is not known; write decision.outcome, "),
        (
            'decision.confidence == "high"',
            ':4: when: "high" is never a value of decision.confidence; compare it with a ',
        ),
        ("decision.confidence", ":4: when: it cannot be evaluated: the answer is 0.5, not true or false; compare "),
        ("decision.confidence > decision.judge", ":4: when: it cannot be evaluated: the values do not fit"),
        ("facts.price > 3", ':4: when: unknown name "facts"; a check reads only job.…, decision.…, case.…, signals.…'),
        ('assessment.priority == "urgent"', ':4: when: "urgent" is never a value of assessment.priority; write none, '),
        ("decision.probability > ", ":4: when: it is not CEL: "),
    ],
)
def test_condition_that_cannot_be_meant_is_refused(tmp_path: Path, when: str, problem: str) -> None:
    (found,) = problems(tmp_path, rule(when))
    assert found.startswith(problem)


@pytest.mark.parametrize(
    "when",
    [
        'decision.severity in ["high", "critical"] && case.market == "DE"',
        '"HLT-2.1" in decision.clauses || decision.clauses.exists(c, c.startsWith("MIN-"))',
        'decision.confidence < 0.7 && signals.tier == "top" && signals.strikes >= 2',
        'job.kind != "appeal" && "low_margin" in decision.review_reasons',
    ],
)
def test_sensible_conditions_are_accepted(tmp_path: Path, when: str) -> None:
    path = tmp_path / "queues.toml"
    path.write_text(rule(when))
    assert read_routing_rules(path).rules[0].when == when


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = ", [":1: invalid TOML: Invalid value; write [[rules]] with queue"]),
        (LAST, [":1: queues: field required; write [queues.default] with title"]),
        (f"rules = []\n{QUEUE}", [":1: there are no rules; write", ':2: no rule fills the queue "default"; write one']),
        (QUEUE, [":1: rules: field required; write [[rules]] with queue"]),
        (QUEUE + LAST.replace("sla_minutes", "sla_minuts"), [":3: sla_minutes: field", ':6: there is no field "sla_m']),
        (QUEUE + LAST.replace("60", "0"), [":6: sla_minutes: input should be greater than 0; write [[rules]]"]),
        (QUEUE + LAST.replace('"default"', '"defalt"'), [':4: there is no queue "defalt"; write default (did you']),
        (
            f'{QUEUE}[queues.other]\ntitle = "B"\n{LAST}',
            [':3: no rule fills the queue "other"; write one, or remove it'],
        ),
        (f"{QUEUE}{LAST}{LAST}", [":3: this rule fits every job, so none after it counts; move it to the end"]),
        (
            f"{QUEUE}[[rules]]\nwhen = 'decision.probability > 0.5'\n{TARGET}",
            [":3: the last rule does not fit every job; add a rule without when at the end"],
        ),
        (
            f'{QUEUE}{LAST}[[samples]]\nof = "review"\nshare = 2\n',
            [":8: of: input should be 'decisions' or 'reviews'", ":9: share: input should be less than or equal to 1"],
        ),
    ],
)
def test_fault_is_told_with_its_line(tmp_path: Path, source: str, expected: list[str]) -> None:
    found = problems(tmp_path, source)
    assert len(found) == len(expected)
    assert all(line.startswith(start) for line, start in zip(found, expected, strict=True)), found


def test_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RoutingRulesInvalid, match=r"No such file or directory.*CLAUSEWISE_QUEUES__RULES"):
        read_routing_rules(tmp_path / "none.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfa")
    with pytest.raises(RoutingRulesInvalid, match="not UTF-8"):
        read_routing_rules(tmp_path / "binary.toml")
