"""The self-test of a corpus: how many of its examples the embedded judge reads right, and the wrong ones."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from agent.judges.embedded.precision import ENOUGH_EXAMPLES
from cli.views.console import count, print_line
from prompts.untrusted import one_line, shortened

if TYPE_CHECKING:
    from agent.self_test import ExampleResult

MAX_SHOWN = 10
MAX_TEXT_CHARS = 160


def print_self_test(results: "Sequence[ExampleResult]", *, show_all: bool) -> None:
    """The worst first: violating examples that would pass or accuse of another rule, then compliant ones accused."""
    wrong = sorted(_wrong(results), key=lambda one: (not one.violating, -_similarity(one)))
    shown = wrong if show_all else wrong[:MAX_SHOWN]
    for one in shown:
        for line in _lines(one):
            print_line(line)
    if len(wrong) > len(shown):
        print_line(f"\nThe {MAX_SHOWN} that matter first, of {len(wrong)}. By rule; --all lists all of them:")
        for clause_id, number in Counter(one.clause_id for one in wrong).most_common(MAX_SHOWN):
            print_line(f"  {clause_id}: {number} wrong")
    print_line(_summary(results))


def _wrong(results: "Sequence[ExampleResult]") -> "Iterator[ExampleResult]":
    return (one for one in results if one.answer == "wrong")


def _similarity(one: "ExampleResult") -> float:
    return one.opposite.similarity if one.opposite else 0.0


def _lines(one: "ExampleResult") -> Iterator[str]:
    side = "violating" if one.violating else "compliant"
    result = f"named as {', '.join(one.named)}" if one.named else "passed"
    yield f"{one.clause_id}: the {side} example “{_short(one.text)}” is {result}"
    if one.opposite is not None:
        other = "compliant" if one.violating else "violating"
        yield f"    nearest {other} example: “{_short(one.opposite.text)}” (similarity {one.opposite.similarity:.2f})"


def _summary(results: "Sequence[ExampleResult]") -> str:
    if not results:
        return "self-test: no rule in force has examples; write some"
    answers = Counter(one.answer.value for one in results)
    return (
        f"self-test: {count(len(results), 'example')}, each judged with itself left out: {answers['right']} right, "
        f"{answers['wrong']} wrong, {answers['undecided']} left to a person{_few(results)}"
    )


def _few(results: "Sequence[ExampleResult]") -> str:
    sides = Counter((one.clause_id, one.violating) for one in results)
    rules = dict.fromkeys(one.clause_id for one in results)
    few = [rule for rule in rules if min(sides[rule, True], sides[rule, False]) < ENOUGH_EXAMPLES]
    return f"; {count(len(few), 'rule')} with fewer than {ENOUGH_EXAMPLES} examples of each kind" if few else ""


def _short(text: str) -> str:
    return shortened(one_line(text), MAX_TEXT_CHARS)
