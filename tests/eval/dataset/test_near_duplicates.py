from hypothesis import given
from hypothesis import strategies as st

from eval.dataset.near_duplicates import held, twins, words_of
from tests.eval.samples import labelled

POST = (
    "okay so the cork insoles are back, they come in half sizes, you trim them along the dotted line and a lady from "
    "Tulsa wrote that the stabbing thing in her heel is history since she put them in"
)
EDITED = POST.replace("cork", "felt").replace("Tulsa", "Bergen").replace("history", "gone").replace("okay so", "right,")
OTHERS = [
    "sunday batch baking with the windows open because the oven has been on since seven",
    "Publicité pour Maison Orval, la cocotte fait quatre litres et va au four",
    "two thousand people in line behind you, four left, I am not joking",
]
EXAMPLE = "I'm taking a ten minute break now, back at half past, the card shows it"
word = st.text("abcdefghij", min_size=3, max_size=9)


def test_an_edited_copy_is_a_twin_and_what_was_written_apart_is_none() -> None:
    ((one, other, cosine),) = twins([POST, *OTHERS, "", EDITED])
    assert (one, other) == (0, 5)
    assert 0.5 < cosine < 1


@given(st.lists(word, min_size=5, max_size=30))
def test_a_text_is_its_own_twin(words: list[str]) -> None:
    text = " ".join(words)
    assert [(one, other, round(cosine, 6)) for one, other, cosine in twins([text, text])] == [(0, 1, 1.0)]


def test_texts_without_words_have_no_twin() -> None:
    assert list(twins(["", " "])) == []
    assert list(held([], ["a"])) == list(held(["a"], [])) == []


def test_a_post_around_an_example_holds_it_whole() -> None:
    ((row, source, share),) = held(
        [POST, f"{OTHERS[0]}. {EXAMPLE}. {OTHERS[2]}"], ["tea for two, and a biscuit", EXAMPLE]
    )
    assert (row, source) == (1, 1)
    assert share > 0.9


def test_an_example_told_in_other_words_is_not_held() -> None:
    told = "going for my tea, ten minutes, you can read on the screen when I am here again"
    assert list(held([told, *OTHERS], [EXAMPLE])) == []


def test_the_words_of_a_case_are_its_items_in_order() -> None:
    assert words_of(labelled("a", "no_violation", text="hello")) == "hello"
