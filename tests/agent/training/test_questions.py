"""Questions are made of the examples of the policies alone, are equal for equal seeds, and cannot be guessed."""

from datetime import date, timedelta

import pytest

from agent.training.questions import MAX_NEIGHBOURS, QuestionMaker
from agent.training.repetition import Box
from domain.errors import InputError
from domain.training import QuestionKind
from eval.dataset.dataset import BUNDLED, read_dataset
from policies.library import Library

DAY = date(2026, 11, 3)
NO_BOXES: dict[str, Box] = {}


@pytest.fixture(scope="module")
def maker(library: Library) -> QuestionMaker:
    return QuestionMaker(library, DAY)


def test_equal_seeds_give_equal_quizzes_and_others_do_not(maker: QuestionMaker) -> None:
    clause = maker.clause("HLT-2.1")
    quizzes = [maker.questions(clause, 8, seed, NO_BOXES) for seed in (1, 1, 2, 3)]
    assert quizzes[0] == quizzes[1]
    assert len({str(quiz) for quiz in quizzes}) == 3


def test_right_answers_follow_from_the_examples(maker: QuestionMaker) -> None:
    clauses = {clause.id: clause for clause in maker.rules}
    clause = clauses["HLT-2.1"]
    kinds = set()
    for seed in range(40):
        for asked in maker.questions(clause, 8, seed, NO_BOXES):
            question, owner = asked.question, clauses[asked.question.example_id.rpartition(":")[0]]
            assert asked.right in [option.id for option in question.options]
            if question.kind is QuestionKind.WHICH:
                assert question.post in owner.violating_examples
                assert asked.right == owner.id
                assert 1 < len(question.options) <= MAX_NEIGHBOURS + 1
                assert sum(question.post in clauses[one.id].violating_examples for one in question.options) == 1
            else:
                examples = owner.violating_examples if asked.right == "yes" else owner.compliant_examples
                assert (owner.id, question.post in examples) == (clause.id, True)
            kinds.add((question.kind, asked.right == clause.id or asked.right))
    assert kinds >= {(QuestionKind.WHICH, True), (QuestionKind.BREAKS, "yes"), (QuestionKind.BREAKS, "no")}
    assert len(kinds) > 3  # the answer to "which" is not always the clause of the quiz


def test_guessing_passes_seldom(maker: QuestionMaker) -> None:
    """The best answer that ignores the posts: always the same word, or the clause of the quiz."""
    clause, right, passed = maker.clause("HLT-2.1"), 0, 0
    for seed in range(400):
        asked = maker.questions(clause, 8, seed, NO_BOXES)
        hits = max(sum(one.right in (word, clause.id) for one in asked) for word in ("yes", "no"))
        right, passed = right + hits, passed + (hits >= 7)
    assert right / 3200 < 0.75
    assert passed == 0


def test_what_is_due_is_asked_first_and_what_is_not_due_last(maker: QuestionMaker) -> None:
    clause = maker.clause("HLT-2.1")
    seen = {one.question.example_id for seed in range(60) for one in maker.questions(clause, 8, seed, NO_BOXES)}
    own = sorted(one for one in seen if one.startswith("HLT-2.1:"))
    due = {own[0]: Box(1, DAY)}
    for seed in range(10):
        assert own[0] in [one.question.example_id for one in maker.questions(clause, 8, seed, due)]
    waiting = {one: Box(3, DAY + timedelta(days=3)) for one in own[1:3]}
    asked = {one.question.example_id for seed in range(10) for one in maker.questions(clause, 8, seed, waiting)}
    assert asked.isdisjoint(waiting)


def test_no_labelled_case_is_ever_shown(maker: QuestionMaker) -> None:
    labelled = {
        " ".join(item.text.lower().split()) for case in read_dataset(BUNDLED).cases for item in case.case.content
    }
    assert len(labelled) > 100
    posts = {
        " ".join(one.question.post.lower().split())
        for clause in maker.rules
        for seed in range(12)
        for one in maker.questions(clause, 8, seed, NO_BOXES)
    }
    assert len(posts) > 300
    assert posts & labelled == set()
    examples = {
        " ".join(text.lower().split())
        for clause in maker.rules
        for text in (*clause.violating_examples, *clause.compliant_examples)
    }
    assert posts <= examples


def test_clause_without_a_quiz_is_refused(maker: QuestionMaker, library: Library) -> None:
    with pytest.raises(InputError, match=r"there is no clause HLT-2\.9"):
        maker.clause("HLT-2.9")
    account = next(clause.id for clause in library.clauses if clause.subject.value == "account")
    with pytest.raises(InputError, match="has no quiz: it is no rule about posts"):
        maker.clause(account)
    with pytest.raises(InputError, match="has no quiz"):
        QuestionMaker(library, date(2001, 1, 1)).clause("HLT-2.1")
