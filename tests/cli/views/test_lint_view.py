"""The SARIF log has what the standard requires and what code hosts show."""

import re
from pathlib import Path

from cli.views.lint_view import sarif_log
from policies.checks.problem import Level, Problem
from policies.lint.lint import LintFinding
from policies.lint.rules import LINT_RULES
from policies.parsing.source_locations import SourceLocation

PROBLEM = Problem(Level.WARNING, "ABC-1@1.0", "it is vague", "measure it", "vague")


def test_sarif_log_has_tool_rules_and_results() -> None:
    located = [
        (SourceLocation(Path("my policies/goods.md"), 12), LintFinding("vague-word", PROBLEM)),
        (SourceLocation(Path("/policies"), 0), LintFinding("unused-allowance", PROBLEM, "Because.")),
    ]
    log = sarif_log(located)
    (run,) = log["runs"]
    assert (log["version"], re.fullmatch(r"https://.*/sarif-schema-2\.1\.0\.json", log["$schema"]) is not None) == (
        "2.1.0",
        True,
    )
    driver = run["tool"]["driver"]
    assert (driver["name"], bool(driver["version"])) == ("clausewise policies lint", True)
    assert [rule["id"] for rule in driver["rules"]] == [*(rule.name for rule in LINT_RULES), "unused-allowance"]
    assert all(rule["shortDescription"]["text"].endswith(".") for rule in driver["rules"])
    one, other = run["results"]
    fingerprints = [result.pop("partialFingerprints")["finding/v1"] for result in run["results"]]
    assert (len(set(fingerprints)), [len(text) for text in fingerprints]) == (2, [32, 32])
    assert one == {
        "ruleId": "vague-word",
        "ruleIndex": [rule.name for rule in LINT_RULES].index("vague-word"),
        "level": "warning",
        "message": {"text": "ABC-1@1.0: it is vague. Remedy: measure it."},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "my%20policies/goods.md"},
                    "region": {"startLine": 12},
                },
                "logicalLocations": [{"fullyQualifiedName": "ABC-1@1.0"}],
            }
        ],
        "suppressions": [],
    }
    assert other["suppressions"] == [{"kind": "external", "justification": "Because."}]
    assert other["locations"][0]["physicalLocation"] == {"artifactLocation": {"uri": "file:///policies"}}
    assert driver["rules"][other["ruleIndex"]]["id"] == other["ruleId"]


def test_fingerprint_does_not_depend_on_the_line() -> None:
    finding = LintFinding("vague-word", PROBLEM)
    log = sarif_log([(SourceLocation(Path("a.md"), line), finding) for line in (1, 9)])
    one, other = log["runs"][0]["results"]
    assert one["partialFingerprints"] == other["partialFingerprints"]
