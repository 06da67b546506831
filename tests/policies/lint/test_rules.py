"""Every rule is told of in docs/lint.md, and nothing else is."""

import re
from pathlib import Path

from policies.lint.lint import UNUSED, UNUSED_WHY
from policies.lint.rules import RULES

DOCUMENT = (Path(__file__).parents[3] / "docs" / "lint.md").read_text(encoding="utf-8")


def test_the_document_has_a_section_for_each_rule() -> None:
    assert re.findall(r"^### (\S+)$", DOCUMENT, re.MULTILINE) == [*(rule.name for rule in RULES), UNUSED]


def test_each_rule_says_in_one_sentence_why_it_matters() -> None:
    whys = [*(rule.why for rule in RULES), UNUSED_WHY]
    assert [why for why in whys if not re.fullmatch(r"[A-Z][^.]+\.", why)] == []
    assert len(set(whys)) == len(whys)
