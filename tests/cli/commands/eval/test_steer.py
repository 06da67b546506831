"""`clausewise eval steer` on a small corpus: tables, JSON, the gate, and the errors of pairs."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

HEAD = "## PRC-1 Dear goods\n\n- **kind**: rule\n- **points**: 2\n- **markets**: NO\n\n"
LIMIT = HEAD + "Do not sell goods for more than a hundred crowns."
HIGHER_LIMIT = HEAD + "Do not sell goods for more than three hundred crowns."
OK: dict[str, Any] = {"outcome": "no_violation", "violated": []}
DEAR: dict[str, Any] = {"outcome": "violation", "violated": ["PRC-1"]}


def steered(name: str, price: int, before: dict[str, Any], after: dict[str, Any], market: str = "NO") -> dict[str, Any]:
    content = [{"id": "t1", "kind": "transcript", "text": "A wool hat, grey, size M."}]
    fields = {"market": market, "language": "en", "content": content, "facts": {"price": price}}
    return {"id": name, **fields, "before": before, "after": after}


def limit_pair(**changes: Any) -> dict[str, Any]:
    """The limit rises from 100 to 300 crowns."""
    return {
        "id": "p1",
        "policy_file": "claims.md",
        "clause_id": "PRC-1",
        "change": "limit_changed",
        "tags": [],
        "before_text": LIMIT,
        "after_text": HIGHER_LIMIT,
        "new_clauses": [],
        "check": {"before": "facts.price > 100", "after": "facts.price > 300"},
        "why": "250 lies between the limits",
        "cases": [steered("p1-a", 250, DEAR, OK), steered("p1-b", 400, DEAR, DEAR), steered("p1-c", 50, OK, OK)],
        "stale_examples": [
            {"clause_id": "PRC-1", "list": "Compliant examples", "line": "yours for ninety crowns"},
        ],
        **changes,
    }


def market_pair(**changes: Any) -> dict[str, Any]:
    """The rule applies in the United States too."""
    fields = {
        "id": "p2",
        "change": "market_added",
        "before_text": "- **markets**: NO",
        "after_text": "- **markets**: NO, US",
        "check": None,
        "cases": [steered("p2-a", 250, OK, DEAR, "US"), steered("p2-b", 250, DEAR, DEAR)],
        "stale_examples": [],
    }
    return limit_pair(**{**fields, **changes})


@pytest.fixture
def write(workspace: Path) -> Any:
    def pairs(*lines: dict[str, Any]) -> None:
        (workspace / "pairs.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))

    return pairs


def test_checks_follow_a_limit_and_a_market(run: Run, workspace: Path, write: Any) -> None:
    write(limit_pair(), market_pair())
    before = (workspace / "corpus" / "claims.md").read_bytes()
    ran = run("eval", "steer", "pairs.jsonl", "--judge", "rules", "--out", "new/report.json", "--min-followed", "1")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert (workspace / "corpus" / "claims.md").read_bytes() == before
    report = json.loads((workspace / "new" / "report.json").read_text())
    (judged,) = report["judges"]
    assert judged["judge"] == "rules"
    effects = {case["case_id"]: case["effect"] for case in judged["cases"]}
    assert effects == {
        "p1-a": "followed",
        "p1-b": "unmoved",
        "p1-c": "unmoved",
        "p2-a": "followed",
        "p2-b": "unmoved",
    }
    assert judged["total"]["followed"] == {
        "count": 2,
        "of": 2,
        "value": 1.0,
        "low": pytest.approx(0.342, abs=0.001),
        "high": 1.0,
    }
    assert list(judged["by_change"]) == ["limit_changed", "market_added"]
    rows = [" ".join(line.split()) for line in ran.stdout.splitlines()]
    assert "limit changed 1 1 of 1, 100% [21%, 100%] 0 0 2 of 2, 100% [34%, 100%] 0" in rows
    assert "new/report.json: each decision before and after" in rows


def test_an_edit_that_code_cannot_read_is_ignored_and_fails_the_gate(run: Run, write: Any) -> None:
    """Without the edit of its check, the limit is only words, which no check reads."""
    write(limit_pair(check=None))
    ran = run("eval", "steer", "pairs.jsonl", "--judge", "rules", "--min-followed", "0.5")
    assert ran.exit_code == 1
    assert ran.stderr == "FAILED: rules follows 0 of 1, 0% [0%, 79%], below --min-followed 0.5\n"
    rows = [" ".join(line.split()) for line in ran.stdout.splitlines()]
    assert "p1-a ignored PRC-1 → PRC-1 PRC-1 → no violation" in rows


def test_check_that_is_left_at_the_old_limit_is_named(run: Run, workspace: Path, write: Any) -> None:
    policy = workspace / "corpus" / "claims.md"
    policy.write_text(policy.read_text().replace("a hundred crowns", "100 crowns"))
    texts = {"before_text": "for more than 100 crowns.", "after_text": "for more than 300 crowns."}
    write(limit_pair(**texts), limit_pair(**texts, id="p2", check=None, cases=[steered("p2-a", 250, DEAR, OK)]))
    ran = run("eval", "steer", "pairs.jsonl", "--judge", "rules", "--json")
    assert ran.exit_code == 0
    warning = (
        "pairs.jsonl:2: p2: the text of PRC-1 no longer says 100, and its check still does and decides by it: give the "
        "edit of the check too"
    )
    assert ran.stderr == f"warning: {warning}\n"
    report = json.loads(ran.stdout)
    assert report["warnings"] == [warning]
    effects = [case["effect"] for case in report["judges"][0]["cases"]]
    assert effects == ["followed", "unmoved", "unmoved", "ignored"]


def test_several_judges_are_compared(run: Run, write: Any) -> None:
    write(market_pair())
    ran = run("eval", "steer", "pairs.jsonl", "--judge", "rules", "--judge", "local", "--json")
    assert (ran.exit_code, ran.stderr) == (0, "")
    report = json.loads(ran.stdout)
    assert [judged["judge"] for judged in report["judges"]] == ["rules", "rules+local"]
    assert [judged["total"]["followed"]["count"] for judged in report["judges"]] == [1, 1]


def test_limit_takes_the_first_pairs(run: Run, write: Any) -> None:
    write(limit_pair(), market_pair(before_text="nowhere"))
    ran = run("eval", "steer", "pairs.jsonl", "--judge", "rules", "--limit", "1", "--json")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["judges"][0]["total"]["pairs"] == 1


STALE = {"clause_id": "PRC-1", "list": "Compliant examples", "line": "yours for nine crowns"}
NEW_RULE = "## PRC-2 Cheap goods\n\n- **kind**: rule\n- **except**: PRC-9\n\nDo not sell goods for less than a crown.\n"
BAD_PAIRS = [
    (
        limit_pair(before_text="Do not sell hats."),
        "before_text does not stand in claims.md: copy it from the file as it is",
    ),
    (
        limit_pair(before_text="Do not s"),
        "before_text stands 2 times in claims.md: give more of the text around it",
    ),
    (
        limit_pair(policy_file="claim.md"),
        'there is no claim.md: write claims.md (did you mean "claims.md"?)',
    ),
    (
        limit_pair(check={"before": "facts.price > 200", "after": "facts.price > 300"}),
        "the check “facts.price > 200” stands 0 times in PRC-1, and must stand once: copy it from the file as it is",
    ),
    (
        limit_pair(stale_examples=[STALE]),
        "no line of Compliant examples in PRC-1 reads “yours for nine crowns”: copy stale examples as they are",
    ),
    (
        limit_pair(new_clauses=[NEW_RULE]),
        "after the edit the policies have errors: error: PRC-2@1.0: it refers to PRC-9, which does not exist",
    ),
    (
        limit_pair(cases=[steered("p1-a", 1, OK, DEAR | {"violated": ["PRC-2"]})]),
        'p1-a: there is no PRC-2 after the edit; did you mean "PRC-1"?',
    ),
    (
        limit_pair(cases=[steered("p1-a", 1, OK, OK, "NE")]),
        'p1-a: unknown market "NE"; write NO or US',
    ),
]


@pytest.mark.parametrize(("pair", "message"), BAD_PAIRS, ids=[message[:40] for _, message in BAD_PAIRS])
def test_pair_that_cannot_be_applied_is_named(run: Run, write: Any, pair: dict[str, Any], message: str) -> None:
    write(market_pair(), pair)
    ran = run("eval", "steer", "pairs.jsonl", "--judge", "rules")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(
        f"clausewise: pairs.jsonl:2: {'p1: ' if not message.startswith('p1-') else ''}{message}"
    )
    assert len(ran.stderr.splitlines()) == 1


def test_fact_that_no_check_may_read_is_named(run: Run, workspace: Path, write: Any) -> None:
    price = '[facts.price]\ntype = "number"\nunit = "crowns"\nmeaning = "The price asked."\n'
    (workspace / "corpus" / "vocabulary.toml").write_text(price)
    pair = limit_pair()
    pair["cases"][0]["facts"] = {"prise": 250}
    write(pair)
    ran = run("eval", "steer", "pairs.jsonl", "--judge", "rules")
    expected = 'clausewise: pairs.jsonl:1: p1-a: no check may read the fact prise; did you mean "price"?\n'
    assert (ran.exit_code, ran.stdout, ran.stderr) == (2, "", expected)


def test_file_that_is_none_is_refused(run: Run, workspace: Path, write: Any) -> None:
    ran = run("eval", "steer", "pairs.jsonl")
    expected = "clausewise: pairs.jsonl: No such file or directory; name a file of pairs, one JSON object per line\n"
    assert (ran.exit_code, ran.stderr) == (2, expected)
    (workspace / "pairs.jsonl").write_text('{"id": "p1"}\nnot json\n')
    ran = run("eval", "steer", "pairs.jsonl")
    assert ran.exit_code == 2
    lines = ran.stderr.splitlines()
    assert lines[0] == "clausewise: pairs.jsonl:1: policy_file: Field required"
    assert lines[-1].startswith("pairs.jsonl:2: broken JSON, ")


def test_policies_with_line_ends_of_windows_are_edited(run: Run, workspace: Path, write: Any) -> None:
    policy = workspace / "corpus" / "claims.md"
    policy.write_bytes(policy.read_bytes().replace(b"\n", b"\r\n"))
    write(limit_pair())
    ran = run("eval", "steer", "pairs.jsonl", "--judge", "rules", "--json")
    assert (ran.exit_code, ran.stderr) == (0, "")


def test_judge_that_can_decide_no_case_fails(run: Run, write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("CLAUSEWISE_LLM__MAX_RETRIES", "0")
    pair = market_pair()
    for steered_case in pair["cases"]:
        steered_case["facts"] = {}
    write(pair)
    ran = run("eval", "steer", "pairs.jsonl", "--judge", "llm")
    assert ran.exit_code == 1
    assert ran.stderr.startswith("FAILED: rules+llm could decide no case: the model server at http://127.0.0.1:9 ")
    assert "Not decided: 2 cases." in ran.stdout


def test_reworded_clause_is_replaced_and_named(run: Run, write: Any) -> None:
    write(limit_pair(before_text=HEAD + "Hats cost at most a hundred crowns.", stale_examples=[]))
    ran = run("eval", "steer", "pairs.jsonl", "--judge", "rules", "--json")
    assert ran.exit_code == 0
    assert ran.stderr.startswith("warning: the clauses of 1 of 1 pairs (p1) have been reworded since the pairs were ")
    assert [case["effect"] for case in json.loads(ran.stdout)["judges"][0]["cases"]] == [
        "followed",
        "unmoved",
        "unmoved",
    ]
