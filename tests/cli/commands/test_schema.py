"""`clausewise schema`: lists the schemas, prints one, and what the other commands print matches it."""

import json
from pathlib import Path

import jsonschema_rs
import yaml

from tests.cli.conftest import CASE, Run


def test_names_are_listed(run: Run) -> None:
    ran = run("schema")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ["decision", "urn:clausewise:schema:v1:decision"] in [line.split() for line in ran.stdout.splitlines()]
    rows = [json.loads(line) for line in run("schema", "--json").stdout.splitlines()]
    assert {"name": "webhook", "id": "urn:clausewise:schema:v1:webhook"} in rows
    assert {"case", "decision", "finding", "policy"} <= {row["name"] for row in rows}


def test_unknown_name_exits_with_2(run: Run) -> None:
    ran = run("schema", "verdicts")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "there is no schema 'verdicts': the names are appeal, case" in ran.stderr


def test_case_and_decision_match_their_schemas(run: Run, workspace: Path) -> None:
    case, decision = (json.loads(run("schema", name).stdout) for name in ("case", "decision"))
    written = yaml.safe_load(CASE) | {"market": "NO"}  # which YAML 1.1 reads as false
    jsonschema_rs.validate(case, json.loads(json.dumps(written, default=str)))
    assert not jsonschema_rs.is_valid(case, {"id": "c", "contents": []})
    printed = json.loads(run("adjudicate", "case.yaml", "--json").stdout)
    jsonschema_rs.validate(decision, printed)
    del printed["verdict"]["findings"][0]["clause_id"]
    assert not jsonschema_rs.is_valid(decision, printed)


def test_finding_ids_are_the_same_whenever_the_case_is_decided(run: Run) -> None:
    first, again = (json.loads(run("adjudicate", "case.yaml", "--json").stdout) for _ in range(2))
    ids = [finding["finding_id"] for finding in first["verdict"]["findings"]]
    assert first["decision_id"] != again["decision_id"]
    assert ids == [finding["finding_id"] for finding in again["verdict"]["findings"]]
    assert len({*ids}) == len(ids) >= 2
    assert all(name.startswith("fnd_") and len(name) == 28 for name in ids)
