"""docs/lint.md describes every rule and no other."""

import re
from pathlib import Path

from policies.lint.lint import UNUSED_ALLOWANCE, UNUSED_ALLOWANCE_WHY
from policies.lint.rules import LINT_RULES

DOCUMENT = (Path(__file__).parents[3] / "docs" / "lint.md").read_text(encoding="utf-8")


def test_document_has_a_section_for_each_rule() -> None:
    assert re.findall(r"^### (\S+)$", DOCUMENT, re.MULTILINE) == [*(rule.name for rule in LINT_RULES), UNUSED_ALLOWANCE]


def test_each_rule_has_a_one_sentence_reason() -> None:
    whys = [*(rule.why for rule in LINT_RULES), UNUSED_ALLOWANCE_WHY]
    assert [why for why in whys if not re.fullmatch(r"[A-Z][^.]+\.", why)] == []
    assert len(set(whys)) == len(whys)
