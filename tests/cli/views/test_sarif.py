"""The SARIF log has what the standard requires, and what a code host shows."""

import re
from pathlib import Path

from cli.views.sarif import sarif_log
from policies.checks.problem import Level, Problem
from policies.lint.lint import Finding
from policies.lint.rules import RULES
from policies.parsing.source_locations import Place

PROBLEM = Problem(Level.WARNING, "ABC-1@1.0", "it is vague", "measure it", "vague")


def test_a_log_names_tool_rules_and_results() -> None:
    placed = [
        (Place(Path("my laws/goods.md"), 12), Finding("vague-word", PROBLEM)),
        (Place(Path("/laws"), 0), Finding("unused-allowance", PROBLEM, "Because.")),
    ]
    log = sarif_log(placed)
    (run,) = log["runs"]
    assert (log["version"], re.fullmatch(r"https://.*/sarif-schema-2\.1\.0\.json", log["$schema"]) is not None) == (
        "2.1.0",
        True,
    )
    driver = run["tool"]["driver"]
    assert (driver["name"], bool(driver["version"])) == ("clausewise policies lint", True)
    assert [rule["id"] for rule in driver["rules"]] == [*(rule.name for rule in RULES), "unused-allowance"]
    assert all(rule["shortDescription"]["text"].endswith(".") for rule in driver["rules"])
    one, other = run["results"]
    prints = [result.pop("partialFingerprints")["finding/v1"] for result in run["results"]]
    assert (len(set(prints)), [len(text) for text in prints]) == (2, [32, 32])
    assert one == {
        "ruleId": "vague-word",
        "ruleIndex": [rule.name for rule in RULES].index("vague-word"),
        "level": "warning",
        "message": {"text": "ABC-1@1.0: it is vague. Remedy: measure it."},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "my%20laws/goods.md"},
                    "region": {"startLine": 12},
                },
                "logicalLocations": [{"fullyQualifiedName": "ABC-1@1.0"}],
            }
        ],
        "suppressions": [],
    }
    assert other["suppressions"] == [{"kind": "external", "justification": "Because."}]
    assert other["locations"][0]["physicalLocation"] == {"artifactLocation": {"uri": "file:///laws"}}
    assert driver["rules"][other["ruleIndex"]]["id"] == other["ruleId"]


def test_a_finding_keeps_its_fingerprint_when_its_line_moves() -> None:
    finding = Finding("vague-word", PROBLEM)
    log = sarif_log([(Place(Path("a.md"), line), finding) for line in (1, 9)])
    one, other = log["runs"][0]["results"]
    assert one["partialFingerprints"] == other["partialFingerprints"]
