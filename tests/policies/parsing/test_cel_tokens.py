"""The names that a check reads are found whatever stands around them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from policies.parsing.cel_tokens import ROOTS, names_bound, names_read, tokens, with_decimals

NAMES = st.builds("{}.{}".format, st.sampled_from(ROOTS), st.from_regex(r"[a-z_][a-z0-9_]{0,5}", fullmatch=True))
NOISE = st.sampled_from(
    ["'facts.no'", '"case.no"', "r'\\'", "1.5", "// signals.no\n", "x.facts.no", "size([1])", "b''"]
)


@settings(deadline=None)
@given(st.lists(NAMES | NOISE, max_size=8))
def test_names_among_noise(parts: list[str]) -> None:
    expected = tuple(dict.fromkeys(part for part in parts if part.split(".")[0] in ROOTS))
    assert names_read(tokens(" + ".join(parts))) == expected


def test_names_bound() -> None:
    assert names_bound(tokens("facts.a.exists(x, x > 1) && facts.b.map(yy, yy)")) == {"x", "yy"}


def test_whole_numbers_become_decimals_but_not_indices() -> None:
    source = "facts.n2[0] > 12 && [3] == facts.l && 1.5 < 1e3 && '7' == facts.s"
    assert with_decimals(source, tokens(source)) == (
        "facts.n2[0] > 12.0 && [3] == facts.l && 1.5 < 1e3 && '7' == facts.s"
    )
