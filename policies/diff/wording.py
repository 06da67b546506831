"""Two wordings compared word by word; how lines are broken makes no difference."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from policies.diff.change import Op, Span

Step = tuple[bool, int, int, int, int]  # whether kept, then the range of the old words and that of the new ones
ISLAND = 2  # so few kept words between two changes are told as changed with them: stray words are hard to read


def marked(before: str, after: str) -> tuple[Span, ...]:
    """The words of both, in order; where some were replaced, the removed ones stand first."""
    old, new = before.split(), after.split()
    spans: list[Span] = []
    for kept, i1, i2, j1, j2 in _joined(list(_steps(old, new))):
        if kept:
            spans.append(Span(op=Op.KEPT, text=" ".join(old[i1:i2])))
            continue
        spans += [Span(op=Op.REMOVED, text=" ".join(old[i1:i2]))] if i1 < i2 else []
        spans += [Span(op=Op.ADDED, text=" ".join(new[j1:j2]))] if j1 < j2 else []
    return tuple(spans)


def likeness(before: Sequence[str], after: Sequence[str], least: float = 0.0) -> float:
    """From 0, no word in common, to 1; 0 also where it cannot come to `least`, which is told at a fraction of the
    cost. (difflib: twice the matching words over all words.)"""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return matcher.ratio()


def _steps(old: list[str], new: list[str]) -> Iterator[Step]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield tag == "equal", i1, i2, j1, j2


def _joined(steps: list[Step]) -> list[Step]:
    """The steps with small islands of kept words joined to the changes on both sides of them."""
    joined: list[Step] = []
    for place, (kept, i1, i2, j1, j2) in enumerate(steps):
        island = kept and 0 < place < len(steps) - 1 and i2 - i1 <= ISLAND
        if joined and not joined[-1][0] and (island or not kept):
            _, first_old, _, first_new, _ = joined.pop()
            joined.append((False, first_old, i2, first_new, j2))
        else:
            joined.append((kept, i1, i2, j1, j2))
    return joined
