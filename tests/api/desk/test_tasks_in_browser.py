"""Ten real tasks of a moderator: each is done in a browser, and its keys are those that `docs/desk.md` shows."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.api.conftest import CURE, make_case
from tests.api.desk.chromium import (
    chromium_path,
    open_browser,
    open_page,
    title,
    wait_for_next,
    wait_for_notice,
)
from tests.api.desk.test_queue_page import THAI
from tests.api.processes import ROOT, ServiceProcess, service_processes

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow
ROW = re.compile(r"^\| (\d+) \| [^|]+ \| ((?:`[^`]+` ?)+)(?:, and the words|, and the id)? \| (\d+) \|$", re.MULTILINE)
TWO_CLAUSES = f"{CURE}. message me on the other app and pay by transfer, it is cheaper"
UNCLEAR = "write me on the other app"  # near OFF-1, and no judge can tell
CASES = (CURE, CURE, THAI, UNCLEAR, TWO_CLAUSES, CURE, CURE, CURE)  # of the tasks in their order
PRESS_C = """() => {
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "c", bubbles: true, cancelable: true }));
  return document.activeElement.tagName;
}"""
MAX_KEYS, STRAIGHTFORWARD = 3, 4  # the first tasks


def documented_tasks() -> list[tuple[str, ...]]:
    """The keys of each task, in the order of the table."""
    table = ROW.findall((ROOT / "docs" / "desk.md").read_text(encoding="utf-8"))
    assert [number for number, _, _ in table] == [str(number) for number in range(1, 11)]
    tasks = [tuple(re.findall(r"`([^`]+)`", keys)) for _, keys, _ in table]
    assert [str(len(keys)) for keys in tasks] == [count for _, _, count in table]
    return tasks


@dataclass
class Person:
    """Presses the documented keys of one task after another; what it types in between is no key."""

    page: "Page"
    tasks: list[tuple[str, ...]] = field(default_factory=documented_tasks)

    def do(self, words: str = "") -> None:
        """The keys of the next task, with `words` typed before the last of them."""
        keys = self.tasks.pop(0)
        for place, key in enumerate(keys, 1):
            if words and place == len(keys):
                self.page.keyboard.type(words)
            self.page.keyboard.press(key.replace("Ctrl ", "Control+"))

    def review(self, notice: str, words: str = "") -> None:
        before = title(self.page)
        self.do(words)
        wait_for_next(self.page, before)
        wait_for_notice(self.page, notice)


def make_decisions(service: ServiceProcess) -> list[str]:
    """Of the cases; the facts make none a copy of another one."""
    cases = [
        make_case(text, f"case-{number}", creator_id=f"cr_{number}", facts={"serial": number})
        for number, text in enumerate(CASES)
    ]
    return [service.client.post("/v1/decisions", json=case).json()["decision_id"] for case in cases]


def test_ten_tasks_take_the_documented_keys(tmp_path: Path) -> None:
    chromium_path()
    with service_processes("sqlite", tmp_path) as (service,):
        service.start()
        decisions = make_decisions(service)
        with open_browser() as browser, open_page(browser, service.port) as page:
            person = Person(page)
            assert all(len(keys) <= MAX_KEYS for keys in person.tasks[:STRAIGHTFORWARD])
            judge_cases(person, decisions)
            do_the_rest(person, decisions)
        assert person.tasks == []


def judge_cases(person: Person, decisions: list[str]) -> None:
    results = (
        ("Reviewed: violation (CLM-1)", ""),
        ("Reviewed: no violation", ""),
        ("Reviewed: no violation", ""),
        ("Reviewed: violation (OFF-1)", ""),
        ("Reviewed: violation (CLM-1)", ""),
        ("Reviewed: no violation", "She only quotes the label"),
    )
    for decision_id, (notice, words) in zip(decisions, results, strict=False):
        person.page.goto(f"/desk/decisions/{decision_id}")
        person.review(notice, words)


def do_the_rest(person: Person, decisions: list[str]) -> None:
    person.do()
    wait_for_notice(person.page, "Undone: the job is open again")
    assert "case-5" in title(person.page)
    person.page.goto(f"/desk/decisions/{decisions[6]}")
    person.do()
    wait_for_notice(person.page, "Escalated")
    person.page.goto(f"/desk/decisions/{decisions[7]}")
    assert person.page.evaluate(PRESS_C) == "TEXTAREA"  # the next key belongs to the comment
    person.page.keyboard.press("Escape")
    person.do("Seen in two other markets too")
    wait_for_notice(person.page, "Comment saved")
    assert "Seen in two other markets too" in person.page.inner_text(".reviews")
    person.do(decisions[0])
    person.page.wait_for_url(f"**/desk/decisions/{decisions[0]}")
    assert "case-0" in title(person.page)
