"""An example that a post repeats almost word for word decides, however few examples there are."""

from pathlib import Path

import pytest

from agent.build import Clausewise
from agent.judges.embedded.repeated_examples import same_words, words
from tests.agent.judges.judge_inputs import AS_OF
from tests.agent.judges.shop import build_shop, make_case

FEW = """---
id: few
title: Few examples
version: "1"
effective_from: 2026-01-01
---

## A-1 Own bids

- **kind**: rule

Do not bid on your own lots.

### Violating examples

- I bid on my own lots from my second account so they don't go for nothing

### Compliant examples

- I watch my own lots from the back room. If one goes for five, it goes for five

## B-1 Kindness

- **kind**: rule

Be kind to all viewers.

### Violating examples

- Nobody here has two dollars? Embarrassing, go home to your mom

### Compliant examples

- Thank you all for hanging out with me tonight
"""


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Clausewise:
    folder: Path = tmp_path_factory.mktemp("few")
    (folder / "few.md").write_text(FEW)
    return build_shop(tmp_path_factory.mktemp("data"), policies=folder)


@pytest.mark.parametrize(
    ("text", "clause_id"),
    [
        ("i bid on my own lots from my second account, so they don't go for nothing!!", "A-1"),
        ("Hello everyone. I bid on my own lots from my 2nd account so they don't go for nothing.", None),
        ("NOBODY here has two dollars? embarrassing... go home to your mom", "B-1"),
        ("Good evening to all of you. Nobody here has two dollars? Embarrassing, go home to your mom", "B-1"),
        ("Ready? I bid on my own lots from my second account so they don't go for nothing. Take 2.", "A-1"),
        ("I never bid on my own lots from my second account so they don't go for nothing", None),
    ],
    ids=["marks", "another number", "capitals, two sentences", "beside others", "between short ones", "negated"],
)
def test_repeated_violating_example_is_named(few: Clausewise, text: str, clause_id: str | None) -> None:
    verdict = few.adjudicator.decide(make_case(text), AS_OF).verdict
    if clause_id is None:
        assert verdict.outcome == "needs_review"
    else:
        assert (verdict.outcome, verdict.violated, verdict.review_reasons) == ("violation", (clause_id,), ())
        assert "almost word for word" in verdict.findings[0].rationale
        assert all(quote.text in text for quote in verdict.findings[0].content_quotes)


def test_post_of_compliant_examples_passes(few: Clausewise) -> None:
    post = "Thank you all for hanging out with me tonight. I watch my own lots from the back room. "
    post += "If one goes for five it goes for five."
    verdict = few.adjudicator.decide(make_case(post), AS_OF).verdict
    assert (verdict.outcome, verdict.review_reasons) == ("no_violation", ())
    short = few.adjudicator.decide(make_case(f"{post} Cures all of you."), AS_OF).verdict
    assert short.outcome == "needs_review"
    longer = few.adjudicator.decide(make_case(f"{post} And my cousin pushes the price up."), AS_OF).verdict
    assert longer.outcome == "needs_review"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("the price is fair", "The price, is fair!", True),
        ("a b c d e f g", "a b c d e f x", True),
        ("a b c d", "a b c x", False),
        ("do pay me outside of the app today", "do not pay me outside of the app today", False),
        ("she can pay me for it right now", "she can't pay me for it right now", False),
        ("only 3 of these mugs are left here", "only 4 of these mugs are left here", False),
    ],
)
def test_same_words(one: str, other: str, same: bool) -> None:
    assert same_words(words(one), words(other)) is same
