"""Findings of a lint as a SARIF 2.1.0 log, which code hosts show beside the line."""

from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from policies.lint.lint import UNUSED, UNUSED_WHY, Finding
from policies.lint.rules import RULES
from policies.parsing.source_locations import Place

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
WHYS = {**{rule.name: rule.why for rule in RULES}, UNUSED: UNUSED_WHY}


def sarif_log(placed: Sequence[tuple[Place, Finding]]) -> dict[str, Any]:
    rules = [{"id": name, "shortDescription": {"text": why}} for name, why in WHYS.items()]
    driver = {"name": "clausewise policies lint", "version": version("clausewise"), "rules": rules}
    results = [_result(place, finding) for place, finding in placed]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(place: Place, finding: Finding) -> dict[str, Any]:
    problem = finding.problem
    return {
        "ruleId": finding.rule,
        "ruleIndex": list(WHYS).index(finding.rule),
        "level": problem.level.value,
        "message": {"text": f"{problem.where}: {problem.message}. Remedy: {problem.remedy}."},
        "locations": [_location(place, problem.where)],
        "partialFingerprints": {"finding/v1": _fingerprint(finding)},
        "suppressions": [{"kind": "external", "justification": finding.allowed}] if finding.allowed else [],
    }


def _location(place: Place, where: str) -> dict[str, Any]:
    uri = place.file.as_uri() if place.file.is_absolute() else quote(place.file.as_posix())
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if place.line:
        physical["region"] = {"startLine": place.line}
    return {"physicalLocation": physical, "logicalLocations": [{"fullyQualifiedName": where}]}


def _fingerprint(finding: Finding) -> str:
    """The same from run to run while the finding is, wherever its line moves to."""
    told = (finding.rule, finding.problem.where, finding.problem.message)
    return sha256("\0".join(told).encode()).hexdigest()[:32]
