"""A draft is checked without its creator, in the language of letters, and nothing is stored."""

import pytest

from agent.build import Clausewise
from agent.precheck import SENTENCES, PrecheckResult, ProblemLevel, precheck, report
from domain.errors import InputError
from prompts.render import TEMPLATES
from tests.agent.judges.shop import build_shop, make_case

CURE, HARMLESS = "this tea cured my diabetes in two weeks", "good morning, the mug is blue"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Clausewise:
    return build_shop(tmp_path_factory.mktemp("shop"), judge="local")


def test_problem_has_its_clause_quotes_reason_and_remedy(shop: Clausewise) -> None:
    found = precheck(shop.adjudicator, make_case(CURE, creator_id="cr_1"))
    assert found.result is PrecheckResult.PROBLEMS
    problem = found.problems[0]
    (clause,) = [one for one in shop.corpus.library.clauses if one.id == problem.clause_id]
    assert (problem.level, problem.title, problem.text) == (ProblemLevel.LIKELY, clause.title, clause.text)
    assert clause.teaching is not None
    assert (problem.why, problem.fix) == (clause.teaching.why, clause.teaching.fix)
    assert problem.quotes
    assert all(quote in CURE for quote in problem.quotes)
    assert found.message.startswith("This draft may violate a clause.")


def test_no_problem_is_no_guarantee(shop: Clausewise) -> None:
    found = precheck(shop.adjudicator, make_case(HARMLESS))
    assert (found.result, found.problems) == (PrecheckResult.NONE_FOUND, ())
    assert "no guarantee" in found.message
    assert found.uncounted == "This check counts for nothing: it is not stored, and nobody is notified."


def test_creator_is_left_out_of_the_check(shop: Clausewise) -> None:
    """No history is read: a draft of a creator with violations is read like that of any other."""
    known = precheck(shop.adjudicator, make_case(CURE, creator_id="cr_1"))
    assert known == precheck(shop.adjudicator, make_case(CURE))
    assert "cr_1" not in known.model_dump_json()


def test_sentences_are_in_every_language_of_letters(shop: Clausewise) -> None:
    import tomllib

    sentences = tomllib.loads(SENTENCES.read_text(encoding="utf-8"))
    assert {*sentences} == {folder.parent.name for folder in TEMPLATES.glob("*/education")}
    keys = {frozenset(words) for words in sentences.values()}
    assert keys == {frozenset({"problems", "none", "unclear", "unread", "uncounted"})}
    for words in sentences.values():
        assert len(set(words.values())) == 5


def test_answer_is_in_the_language_of_the_draft(shop: Clausewise) -> None:
    found = precheck(shop.adjudicator, make_case(HARMLESS, language="pt"))
    assert (found.language, found.message[:6]) == ("pt", "Nenhum")


def test_draft_of_an_account_is_refused(shop: Clausewise) -> None:
    with pytest.raises(InputError, match="only drafts of posts are checked"):
        precheck(shop.adjudicator, make_case(CURE, subject="account"))


def test_draft_that_nothing_can_be_said_about_names_no_clause(shop: Clausewise) -> None:
    decision = shop.adjudicator.decide(make_case("hm"))
    unread = report(make_case("hm"), decision, {})
    assert (unread.result, unread.problems) == (PrecheckResult.UNCLEAR, ())
    assert unread.message.startswith("The check cannot say anything about this draft")
