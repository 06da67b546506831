"""Compares two texts word by word; line breaks do not count."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from policies.diff.change import Op, Span

Step = tuple[bool, int, int, int, int]  # is unchanged, start and end in the old words, start and end in the new ones
MAX_JOINED_WORDS = 2  # of an unchanged run between two changes that is shown as changed, because that reads better


def diff_words(before: str, after: str) -> tuple[Span, ...]:
    """The words of both texts in order; removed words come before those that replace them."""
    old, new = before.split(), after.split()
    spans: list[Span] = []
    for unchanged, i1, i2, j1, j2 in _join_short_runs(list(_steps(old, new))):
        if unchanged:
            spans.append(Span(op=Op.UNCHANGED, text=" ".join(old[i1:i2])))
            continue
        spans += [Span(op=Op.REMOVED, text=" ".join(old[i1:i2]))] if i1 < i2 else []
        spans += [Span(op=Op.ADDED, text=" ".join(new[j1:j2]))] if j1 < j2 else []
    return tuple(spans)


def word_similarity(before: Sequence[str], after: Sequence[str], min_similarity: float = 0.0) -> float:
    """From 0 (no common word) to 1: twice the matching words divided by all words. 0 if it cannot reach
    `min_similarity`, because that is much faster to compute."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.real_quick_ratio() < min_similarity or matcher.quick_ratio() < min_similarity:
        return 0.0
    return matcher.ratio()


def _steps(old: list[str], new: list[str]) -> Iterator[Step]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield tag == "equal", i1, i2, j1, j2


def _join_short_runs(steps: list[Step]) -> list[Step]:
    """The steps, with short unchanged runs joined to the changes on both sides."""
    joined: list[Step] = []
    for index, (unchanged, i1, i2, j1, j2) in enumerate(steps):
        is_short_run = unchanged and 0 < index < len(steps) - 1 and i2 - i1 <= MAX_JOINED_WORDS
        if joined and not joined[-1][0] and (is_short_run or not unchanged):
            _, first_old, _, first_new, _ = joined.pop()
            joined.append((False, first_old, i2, first_new, j2))
        else:
            joined.append((unchanged, i1, i2, j1, j2))
    return joined
