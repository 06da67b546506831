"""The commands of the service: keys, audit log, erasure, pruning, education report and serve."""

import json
import re
import socket

import pytest

from tests.cli.conftest import Run


def test_keys_are_created_listed_rotated_and_revoked(run: Run) -> None:
    made = run("keys", "create", "tool", "--scope", "read", "--scope", "review", "--expires", "2999-01-01")
    assert made.exit_code == 0
    secret = made.stdout.strip()
    assert re.fullmatch(r"cw_[0-9a-f]{12}_[\w-]{43}", secret)
    key_id = secret.split("_")[1]
    listed = run("keys", "list").stdout
    assert f"{key_id}" in listed
    assert "read review" in listed
    assert secret not in listed
    other = run("keys", "rotate", key_id, "--overlap-hours", "0").stdout.strip()
    assert other != secret
    assert run("keys", "revoke", other.split("_")[1]).exit_code == 0
    assert [line.split()[-1] for line in run("keys", "list").stdout.splitlines()[1:]] == ["no", "no"]
    log = [json.loads(line) for line in run("audit", "list").stdout.splitlines()]
    assert [(line["actor"], line["action"]) for line in log] == [
        ("command line", "key.create"),
        ("command line", "key.rotate"),
        ("command line", "key.revoke"),
    ]
    verified = run("audit", "verify")
    assert (verified.exit_code, verified.stdout.startswith("3 entries, intact; the head is ")) == (0, True)
    assert run("audit", "verify", "--head", verified.stdout.split()[-1]).exit_code == 0
    gone = run("audit", "verify", "--head", "f" * 64)
    assert (gone.exit_code, "the entry with the saved digest is missing" in gone.stderr) == (1, True)


@pytest.mark.parametrize("command", ["rotate", "revoke"])
def test_unknown_key_is_refused(run: Run, command: str) -> None:
    ran = run("keys", command, "0" * 12)
    assert (ran.exit_code, ran.stderr) == (2, f"clausewise: there is no key {'0' * 12}: see clausewise keys list\n")


def test_creator_is_erased(run: Run) -> None:
    made = json.loads(run("adjudicate", "--text", "this tea cured my gout", "--creator-id", "cr_me", "--json").stdout)
    assert (
        run("erase", "--creator-id", "cr_me", "--yes").stdout
        == "1 decision erased; existing backups still contain the data\n"
    )
    shown = run("decisions", "show", made["decision_id"], "--json").stdout
    assert json.loads(shown)["verdict"]["outcome"] == "violation"
    assert "gout" not in shown
    assert run("decisions", "list", "--creator-id", "cr_me").stderr == "No stored decision matches.\n"
    assert run("erase", "--creator-id", "cr_me", "--yes").stdout.startswith("0 decisions erased")


def test_education_report_without_messages(run: Run) -> None:
    ran = run("education", "report")
    assert (ran.exit_code, ran.stderr) == (0, "No message was delivered 30 or more days ago.\n")


def test_service_without_keys_listens_on_loopback_only(run: Run) -> None:
    ran = run("serve", "--host", "0.0.0.0", "--judge", "local")
    remedy = "create one with clausewise keys create, or omit --host"
    message = f"without API keys the service does not listen on 0.0.0.0: {remedy}"
    assert (ran.exit_code, ran.stderr) == (2, f"clausewise: {message}\n")


def test_used_port_is_refused_before_a_store_is_opened(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = run("serve", "--port", str(port), "--judge", "local")
    assert ran.exit_code == 2
    assert f"port {port} (Address already in use): give another --port" in ran.stderr
    assert "Serving" not in ran.stderr


def test_finished_work_is_pruned(run: Run) -> None:
    result = "0 batches with 0 cases, 0 idempotency keys and 0 finished jobs pruned\n"
    assert run("prune", "--older-than", "90d", "--yes").stdout == result
    assert run("audit", "list").stdout == ""
    assert run("prune", "--older-than", "90d").exit_code == 1  # not confirmed
    for age in ("90", "0d", "-1d", "soon"):
        ran = run("prune", "--older-than", age, "--yes")
        assert ran.exit_code == 2
        assert "write days as 90d" in ran.stderr
