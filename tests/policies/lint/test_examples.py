"""Examples without an other side, far from it, on both sides, or given twice."""

from domain.clause import ClauseKind
from policies.lint.examples import distant_near_miss, example_on_both_sides, no_near_miss, repeated_example
from tests.policies.lint.corpora import SharedWords, clause, exception, subject, told


def test_a_near_miss_is_missing() -> None:
    looked_at = subject(
        clause(positives=("buy my knife",)),
        exception("ABC-2", positives=("a blunt one",)),
        clause("ABC-3", positives=("buy my sword",), negatives=("look at my sword",)),
        clause("ABC-4"),
    )
    assert told(no_near_miss, looked_at) == [
        'warning: ABC-1@1.0: there are examples under "Breaks it" and no near miss under "Keeps it"; '
        'add texts that come close and stay on the right side, under "Keeps it"',
        'warning: ABC-2@1.0: there are examples under "Applies" and no near miss under "Does not apply"; '
        'add texts that come close and stay on the right side, under "Does not apply"',
    ]


def test_foreign_rules_have_no_place_for_examples() -> None:
    assert told(no_near_miss, subject(clause(positives=("buy my knife",)), foreign=True)) == []


def test_near_misses_are_held_against_the_nearest_example() -> None:
    near = clause(positives=("buy my knife", "sharp"), negatives=("good morning", "buy my spoon"))
    far = clause("ABC-2", positives=("buy my knife",), negatives=("good morning", "see my garden"))
    assert told(distant_near_miss, subject(near, far, nearness=SharedWords())) == [
        'warning: ABC-2@1.0: nothing under "Keeps it" comes near to anything under "Breaks it" (similarity 0.33); '
        'add to "Keeps it" the product, the scene and the words of a text under "Breaks it"'
    ]
    assert told(distant_near_miss, subject(near, far)) == []


def test_one_text_on_both_sides_whatever_its_marks() -> None:
    looked_at = subject(clause(positives=("Buy my knife!", "🔪"), negatives=("buy, my knife", "🍴")))
    (problem,) = example_on_both_sides(looked_at)
    assert str(problem) == (
        'error: ABC-1@1.0: "Buy my knife!" stands under "Breaks it" and under "Keeps it"; '
        "keep it on one side, or say what differs"
    )
    assert problem.words == "Buy my knife!"


def test_an_example_given_twice() -> None:
    looked_at = subject(
        clause(positives=("buy my knife", "Buy my knife."), negatives=("see my knife",)),
        clause("ABC-2", positives=("buy my knife",), negatives=("see my knife",)),
        clause("ABC-3", positives=("buy my knife",), overrides=("ABC-1", "ABC-2")),
        exception("ABC-4", positives=("buy my knife",)),
        clause("ABC-1", positives=("buy my knife",), version="2.0"),
        clause("ABC-5", positives=("buy my knife",), markets=frozenset({"NO"}), kind=ClauseKind.DEFINITION),
    )
    assert told(repeated_example, looked_at) == [
        'warning: ABC-1@1.0: the example "Buy my knife." is given twice; drop one',
        'warning: ABC-2@1.0: the example "buy my knife" is given by ABC-1 too; '
        "drop one, or say by overrides which of the two clauses decides",
        'warning: ABC-1@2.0: the example "buy my knife" is given by ABC-2 too; '
        "drop one, or say by overrides which of the two clauses decides",
    ]
