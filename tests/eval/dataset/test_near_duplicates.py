from hypothesis import given
from hypothesis import strategies as st

from eval.dataset.near_duplicates import case_text, copied_texts, near_duplicates
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


def test_only_the_edited_copy_is_a_near_duplicate() -> None:
    ((one, other, cosine),) = near_duplicates([POST, *OTHERS, "", EDITED])
    assert (one, other) == (0, 5)
    assert 0.5 < cosine < 1


@given(st.lists(word, min_size=5, max_size=30))
def test_text_is_a_near_duplicate_of_itself(words: list[str]) -> None:
    text = " ".join(words)
    assert [(one, other, round(cosine, 6)) for one, other, cosine in near_duplicates([text, text])] == [(0, 1, 1.0)]


def test_empty_texts_have_no_near_duplicates() -> None:
    assert list(near_duplicates(["", " "])) == []
    assert list(copied_texts([], ["a"])) == list(copied_texts(["a"], [])) == []


def test_post_that_contains_an_example_is_a_copy() -> None:
    ((row, source, share),) = copied_texts(
        [POST, f"{OTHERS[0]}. {EXAMPLE}. {OTHERS[2]}"], ["tea for two, and a biscuit", EXAMPLE]
    )
    assert (row, source) == (1, 1)
    assert share > 0.9


def test_paraphrase_is_no_copy() -> None:
    paraphrase = "going for my tea, ten minutes, you can read on the screen when I am here again"
    assert list(copied_texts([paraphrase, *OTHERS], [EXAMPLE])) == []


def test_case_text_joins_the_items() -> None:
    assert case_text(labelled("a", "no_violation", text="hello")) == "hello"
