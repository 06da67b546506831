"""`clausewise policies replay` as its user sees it."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.commands.decisions.test_decisions import decide, listed
from tests.cli.conftest import CASE, Run

DEAR = {"market": "NO", "creator_id": "cr_maya", "content_date": "2026-09-14", "facts": {"price": 250}}
CHEAP = {**DEAR, "facts": {"price": 50}}


@pytest.fixture
def edited(here: Path) -> Path:
    """A copy of the corpus in which dear goods may cost more, and count less."""
    shutil.copytree(here / "corpus", here / "edited")
    law = here / "edited" / "claims.md"
    law.write_text(law.read_text().replace("facts.price > 100", "facts.price > 1000"))
    return here / "edited"


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]


def write(path: Path, *rows: object) -> None:
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows))


@pytest.mark.usefixtures("edited")
def test_cases_that_flip_are_told_with_the_clause(run: Run, here: Path) -> None:
    write(here / "cases.jsonl", {"id": "dear", **DEAR}, {"id": "cheap", **CHEAP})
    ran = run("policies", "replay", "--from", "corpus", "--to", "edited", "--cases", "cases.jsonl", "--judge", "rules")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert lines(ran.stdout) == [
        "corpus → edited",
        "1 verdict flips of 2, 1 by clauses that changed and 0 by clauses that did not",
        "change",
        "",
        "Outcomes",
        "               Before  After",
        " violation     1       0      -1",
        " no violation  1       2      +1",
        "",
        "Consequences",
        "            Before  After",
        " none       1       2      +1",
        " education  1       0      -1",
        "",
        "Flips by clause",
        " Clause  Flips  Changed",
        " PRC-1   1      yes",
        "",
        "Flips by creator tier",
        " Tier  Flips  Cases",
        " gold  1      2",
        "",
        "Flips by clauses that changed (1)",
        "",
        " dear · violation → no violation · cases.jsonl:1",
        "   PRC-1       broken → not broken; with another check",
        "   consequence education (2 points, 2 in all) → none",
    ]


def test_the_record_is_decided_again_and_nothing_is_kept(run: Run, edited: Path) -> None:
    decision_id = decide(run, "case.yaml", "--judge", "rules")
    ran = run("policies", "replay", "--from", "corpus", "--to", str(edited), "--judge", "rules", "--format", "json")
    told = json.loads(ran.stdout)
    assert [(i["past"], i["case_id"], i["flips"]) for i in told["impacts"]] == [(decision_id, "tea", True)]
    assert (told["decided"], told["otherwise"], told["failures"]) == (1, [], [])
    assert listed(run) == [decision_id]


@pytest.mark.usefixtures("edited")
def test_another_record_may_be_named(run: Run, here: Path) -> None:
    decide(run, "case.yaml", "--judge", "rules")
    (here / "data" / "clausewise.db").rename(here / "old.db")
    arguments = ("--from", "corpus", "--to", "edited", "--judge", "rules", "--decisions", "old.db")
    assert lines(run("policies", "replay", *arguments).stdout)[1].startswith("1 verdict flips of 1, ")


def test_signals_are_those_of_then(run: Run, here: Path, edited: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decide(run, "case.yaml", "--judge", "rules")
    (here / "creators.yaml").write_text("creators: []\n")
    monkeypatch.setenv("CLAUSEWISE_SIGNALS_FILE", "creators.yaml")
    ran = run("policies", "replay", "--from", "corpus", "--to", str(edited), "--judge", "rules", "--format", "json")
    assert json.loads(ran.stdout)["tiers"] == {"gold": {"cases": 1, "flips": 1}}


@pytest.mark.usefixtures("edited")
def test_past_decisions_that_the_first_law_does_not_bring_again_are_counted(run: Run) -> None:
    decide(run, "case.yaml", "--judge", "rules")
    ran = run("policies", "replay", "--from", "edited", "--to", "edited", "--judge", "rules")
    assert lines(ran.stdout)[1:6] == [
        "0 verdicts flip of 1",
        "1 case was decided once: nothing that bears on them differs.",
        "1 past decision would come out otherwise than on record under the first law",
        "already: another corpus, judge or Clausewise made them.",
        "",
    ]


@pytest.mark.usefixtures("edited")
def test_labelled_cases_are_read_without_their_labels(run: Run, here: Path) -> None:
    gold = {"outcome": "violation", "violated": ["PRC-1"]}
    write(here / "cases.jsonl", {"id": "one", "case": DEAR, "gold": gold}, {"id": "two", "case": CHEAP, "gold": gold})
    arguments = ("--from", "corpus", "--to", "edited", "--judge", "rules", "--cases", "cases.jsonl")
    told = json.loads(run("policies", "replay", *arguments, "--format", "json").stdout)
    assert [(i["case_id"], i["before"], i["after"]) for i in told["impacts"]] == [("one", "violation", "no_violation")]


@pytest.mark.usefixtures("edited")
def test_a_case_in_a_file_of_its_own_is_read(run: Run, here: Path) -> None:
    (here / "dear.yaml").write_text(CASE)
    ran = run("policies", "replay", "--from", "corpus", "--to", "edited", "--judge", "rules", "--cases", "dear.yaml")
    assert " tea · violation → no violation · dear.yaml" in lines(ran.stdout)


@pytest.mark.usefixtures("edited")
def test_lines_that_cannot_be_decided_are_told_and_counted(run: Run, here: Path) -> None:
    early = {"id": "early", **DEAR, "content_date": "2001-01-01"}
    write(here / "cases.jsonl", {"id": "dear", **DEAR}, "{", "[1]", "", {"id": "empty"}, early, {**early, "id": "e2"})
    ran = run("policies", "replay", "--from", "corpus", "--to", "edited", "--cases", "cases.jsonl", "--judge", "rules")
    told = lines(ran.stdout)
    assert ran.exit_code == 0
    assert " ".join(told[1:3]).endswith("clauses that did not change; 5 cases could not be decided")
    shown = "\n".join(told[told.index("Not decided (5)") :])
    assert "   1 case  cases.jsonl:2: broken JSON, " in shown
    assert "   1 case  cases.jsonl:3: no case: write one object a line" in shown
    assert "   1 case  cases.jsonl:5: the case has neither content nor facts" in shown
    assert "   2 cases cases.jsonl:6, cases.jsonl:7: no policy is in force on 2001-01-01 in" in shown


@pytest.mark.usefixtures("edited")
def test_where_nothing_could_be_decided_the_run_failed(run: Run, here: Path) -> None:
    write(here / "cases.jsonl", "{")
    arguments = ("--from", "corpus", "--to", "edited", "--cases", "cases.jsonl", "--judge", "rules")
    assert run("policies", "replay", *arguments).exit_code == 1


@pytest.mark.usefixtures("edited")
def test_at_most_so_many_are_decided(run: Run, here: Path) -> None:
    write(here / "cases.jsonl", *({"id": f"c{n}", **DEAR} for n in range(5)))
    arguments = ("--from", "corpus", "--to", "edited", "--cases", "cases.jsonl", "--judge", "rules", "--limit", "2")
    told = json.loads(run("policies", "replay", *arguments, "--format", "json").stdout)
    assert (told["decided"], told["flips"]) == (2, 2)


def test_the_embedded_judge_decides_unless_another_is_asked_for(run: Run) -> None:
    ran = run("policies", "replay", "--from", "corpus", "--to", "corpus", "--cases", "case.yaml", "--format", "json")
    told = json.loads(ran.stdout)
    assert (told["decided"], told["spared"], told["outcomes"]) == (1, 1, {"violation": {"before": 1, "after": 1}})


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--cases", "case.yaml", "--decisions", "x.db"], "give either --cases or --decisions, and not both"),
        (["--decisions", "x.db"], "x.db: there is no such record: name "),
        (["--cases", "x.jsonl"], "x.jsonl: No such file or directory: give "),
        (["--cases", "x.yaml"], "x.yaml: No such file or directory: give "),
        ([], "no decision is on record: decide some cases first"),
        (["--cases", "case.yaml", "--to", "nowhere"], '"nowhere" is neither a folder nor a day: name '),
    ],
)
def test_what_cannot_be_replayed_is_told(run: Run, arguments: list[str], told: str) -> None:
    ran = run("policies", "replay", "--from", "corpus", "--to", "corpus", *arguments)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"clausewise: {told}")
