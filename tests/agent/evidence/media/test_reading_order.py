from hypothesis import given
from hypothesis import strategies as st

from agent.evidence.media.reading_order import TextLine, paragraphs
from domain.media import Box


def line(text: str, x: float, y: float, width: float = 0.4, height: float = 0.05) -> TextLine:
    return TextLine(text, Box(x=x, y=y, width=width, height=height), 0.9)


def texts(*lines: TextLine, aspect: float = 1.0) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(lines, aspect)]


def test_claim_that_is_broken_over_lines_is_one_text() -> None:
    assert texts(line("seven days", 0.1, 0.27), line("Cures diabetes in", 0.1, 0.2)) == [
        "Cures diabetes in\nseven days"
    ]


def test_words_of_one_row_are_joined_from_left_to_right() -> None:
    assert texts(line("now", 0.23, 0.2, 0.1), line("Buy", 0.1, 0.21, 0.1)) == ["Buy now"]


def test_columns_are_not_mixed() -> None:
    left = [line("before: tired", 0.05, 0.2), line("and weak", 0.05, 0.27)]
    right = [line("after: strong", 0.55, 0.2), line("and fit", 0.55, 0.27)]
    assert texts(*right, *left) == ["before: tired\nand weak", "after: strong\nand fit"]


def test_lines_far_apart_and_of_other_size_are_texts_of_their_own() -> None:
    headline, small, foot = line("SALE", 0.1, 0.1, height=0.2), line("of tea", 0.1, 0.31), line("imprint", 0.1, 0.9)
    assert texts(foot, small, headline) == ["SALE", "of tea", "imprint"]


def test_wide_picture_counts_gaps_in_pixels() -> None:
    """A tenth of the width is much more in a picture that is four times as wide as high."""
    words = line("one", 0.1, 0.2, 0.1), line("two", 0.255, 0.2, 0.1)
    assert texts(*words, aspect=1.0) == ["one two"]
    assert texts(*words, aspect=4.0) == ["one", "two"]


SHARES = st.floats(0, 0.9, allow_nan=False).map(lambda share: round(share, 3))
LINES = st.builds(
    lambda n, x, y, w, h: TextLine(f"t{n}", Box(x=x, y=y, width=min(w, 1 - x), height=min(h, 1 - y)), 0.9),
    st.integers(0, 50),
    SHARES,
    SHARES,
    SHARES,
    st.floats(0.005, 0.3).map(lambda share: round(share, 3)),
)


@given(st.lists(LINES, max_size=12), st.floats(0.2, 5), st.randoms())
def test_every_line_is_read_once_in_any_order(lines: list[TextLine], aspect: float, random: "st.DataObject") -> None:
    found = paragraphs(lines, aspect)
    words = sorted(word for paragraph in found for word in paragraph.text.split())
    assert words == sorted(one.text for one in lines)
    shuffled = [*lines]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert [one.text for one in paragraphs(shuffled, aspect)] == [one.text for one in found]


@given(st.lists(LINES, min_size=1, max_size=12), st.floats(0.2, 5))
def test_box_of_a_paragraph_holds_its_lines(lines: list[TextLine], aspect: float) -> None:
    for paragraph in paragraphs(lines, aspect):
        whole = paragraph.box
        for one in paragraph.lines:
            assert whole.x <= one.box.x
            assert whole.y <= one.box.y
            assert whole.x + whole.width >= one.box.x + one.box.width - 1e-9
            assert whole.y + whole.height >= one.box.y + one.box.height - 1e-9
