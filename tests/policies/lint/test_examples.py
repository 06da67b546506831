"""Examples without near misses, with distant ones, on both sides, or repeated."""

from domain.clause import ClauseKind
from policies.lint.examples import (
    distant_near_miss,
    example_on_both_sides,
    no_examples,
    no_near_miss,
    repeated_example,
)
from tests.policies.lint.corpora import SharedWords, clause, exception, lint_input, messages


def test_policy_without_any_example_is_reported_once() -> None:
    assert messages(no_examples, lint_input(clause(), clause("ABC-2"), exception("ABC-3"))) == [
        "warning: abc@1.0: none of its 2 rules has an example, so that the embedded judge has nothing to learn from; "
        "add at least five texts on either side of the line to each, as creators would write them"
    ]
    some = lint_input(clause(), clause("ABC-2", violating_examples=("buy my sword",)))
    assert messages(no_examples, some) == [
        "warning: ABC-1@1.0: the rule has no examples; add at least five texts on either side of the line, as creators "
        "would write them"
    ]
    assert messages(no_examples, lint_input(clause(), external=True)) == []


def test_missing_near_miss_is_reported() -> None:
    corpus = lint_input(
        clause(violating_examples=("buy my knife",)),
        exception("ABC-2", violating_examples=("a blunt one",)),
        clause("ABC-3", violating_examples=("buy my sword",), compliant_examples=("look at my sword",)),
        clause("ABC-4"),
    )
    assert messages(no_near_miss, corpus) == [
        'warning: ABC-1@1.0: there are examples under "Violating examples" but no near miss under "Compliant '
        'examples"; '
        'add texts under "Compliant examples" that are similar but on the other side of the line',
        'warning: ABC-2@1.0: there are examples under "Applies" but no near miss under "Does not apply"; '
        'add texts under "Does not apply" that are similar but on the other side of the line',
    ]


def test_external_rules_without_examples_are_accepted() -> None:
    assert messages(no_near_miss, lint_input(clause(violating_examples=("buy my knife",)), external=True)) == []


def test_near_misses_are_compared_with_the_most_similar_example() -> None:
    near = clause(violating_examples=("buy my knife", "sharp"), compliant_examples=("good morning", "buy my spoon"))
    far = clause("ABC-2", violating_examples=("buy my knife",), compliant_examples=("good morning", "see my garden"))
    assert messages(distant_near_miss, lint_input(near, far, similarity=SharedWords())) == [
        'warning: ABC-2@1.0: no example under "Compliant examples" is similar to one under "Violating examples" '
        '(similarity 0.33); add to "Compliant examples" a text with the product, scene and words of one under '
        '"Violating examples"'
    ]
    assert messages(distant_near_miss, lint_input(near, far)) == []


def test_same_text_on_both_sides_is_an_error() -> None:
    corpus = lint_input(clause(violating_examples=("Buy my knife!", "🔪"), compliant_examples=("buy, my knife", "🍴")))
    (problem,) = example_on_both_sides(corpus)
    assert str(problem) == (
        'error: ABC-1@1.0: "Buy my knife!" is under both "Violating examples" and "Compliant examples"; '
        "keep it on one side, or add what differs"
    )
    assert problem.excerpt == "Buy my knife!"


def test_repeated_example_is_reported() -> None:
    corpus = lint_input(
        clause(violating_examples=("buy my knife", "Buy my knife."), compliant_examples=("see my knife",)),
        clause("ABC-2", violating_examples=("buy my knife",), compliant_examples=("see my knife",)),
        clause("ABC-3", violating_examples=("buy my knife",), overrides=("ABC-1", "ABC-2")),
        exception("ABC-4", violating_examples=("buy my knife",)),
        clause("ABC-1", violating_examples=("buy my knife",), version="2.0"),
        clause("ABC-5", violating_examples=("buy my knife",), markets=frozenset({"NO"}), kind=ClauseKind.DEFINITION),
    )
    assert messages(repeated_example, corpus) == [
        'warning: ABC-1@1.0: the example "Buy my knife." is given twice; remove one',
        'warning: ABC-2@1.0: the example "buy my knife" is also given by ABC-1; '
        "remove one, or say by overrides which clause decides",
        'warning: ABC-1@2.0: the example "buy my knife" is also given by ABC-2; '
        "remove one, or say by overrides which clause decides",
    ]
