"""Keys, the audit log, erasing, and what a report says, on the command line."""

import json
import re
import socket

import pytest

from tests.cli.conftest import Run


def test_keys_are_made_listed_changed_and_taken_back(run: Run) -> None:
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
    assert [(line["who"], line["what"]) for line in log] == [
        ("command line", "key.create"),
        ("command line", "key.rotate"),
        ("command line", "key.revoke"),
    ]
    verified = run("audit", "verify")
    assert (verified.exit_code, verified.stdout.startswith("3 lines, whole; the head is ")) == (0, True)
    assert run("audit", "verify", "--head", verified.stdout.split()[-1]).exit_code == 0
    gone = run("audit", "verify", "--head", "f" * 64)
    assert (gone.exit_code, "is not there any more" in gone.stderr) == (1, True)


@pytest.mark.parametrize("command", ["rotate", "revoke"])
def test_a_key_that_is_not_there(run: Run, command: str) -> None:
    ran = run("keys", command, "0" * 12)
    assert (ran.exit_code, ran.stderr) == (2, f"clausewise: there is no key {'0' * 12}: see clausewise keys list\n")


def test_a_creator_is_erased(run: Run) -> None:
    made = json.loads(run("adjudicate", "--text", "this tea cured my gout", "--creator", "cr_me", "--json").stdout)
    assert run("erase", "--creator", "cr_me", "--yes").stdout == "1 decision erased; backups keep what they hold\n"
    shown = run("decisions", "show", made["decision_id"], "--json").stdout
    assert json.loads(shown)["verdict"]["outcome"] == "violation"
    assert "gout" not in shown
    assert run("decisions", "list", "--creator", "cr_me").stderr == "No decision on record fits.\n"
    assert run("erase", "--creator", "cr_me", "--yes").stdout.startswith("0 decisions erased")


def test_without_messages_there_is_nothing_to_report(run: Run) -> None:
    ran = run("education", "report")
    assert (ran.exit_code, ran.stderr) == (0, "No message was delivered 30 days ago or earlier.\n")


def test_without_keys_it_listens_on_this_machine_only(run: Run) -> None:
    ran = run("serve", "--host", "0.0.0.0", "--judge", "local")
    told = "without keys it does not listen on 0.0.0.0: make one with clausewise keys create, or leave --host out"
    assert (ran.exit_code, ran.stderr) == (2, f"clausewise: {told}\n")


def test_a_port_that_is_taken_is_said_before_anything_is_opened(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = run("serve", "--port", str(port), "--judge", "local")
    assert ran.exit_code == 2
    assert f"port {port} (Address already in use): give another --port" in ran.stderr
    assert "Serving" not in ran.stderr


def test_what_ended_long_ago_is_pruned(run: Run) -> None:
    told = "0 batches with 0 cases, 0 idempotency keys and 0 pieces of finished work pruned\n"
    assert run("prune", "--older-than", "90d", "--yes").stdout == told
    assert run("audit", "list").stdout == ""
    assert run("prune", "--older-than", "90d").exit_code == 1  # nobody said yes
    for age in ("90", "0d", "-1d", "soon"):
        ran = run("prune", "--older-than", age, "--yes")
        assert ran.exit_code == 2
        assert "write days as 90d" in ran.stderr
