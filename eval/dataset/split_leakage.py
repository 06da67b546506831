"""What a judge would know beforehand: cases in two parts, clauses shown in dev, near-duplicates, copied examples."""

from collections import Counter
from collections.abc import Iterator

from eval.dataset.check_context import Material
from eval.dataset.dataset import SPLIT, DatasetProtocol
from eval.dataset.near_duplicates import held, words_of
from policies.checks.problem import Level, Problem

SHOWN = 60
SHORTEST = 40  # characters; anybody may write the same few words


def misplaced_cases(material: Material) -> Iterator[Problem]:
    """Every case is in one part, and every id of a part is a case."""
    split = material.dataset.split
    if split is None:
        return
    file = str(material.dataset.folder / SPLIT)
    counts = Counter((*split.dev, *split.test))
    known = {labelled.id for labelled in material.dataset.cases}
    for name in sorted(counts):
        if name not in known:
            yield Problem(Level.ERROR, file, f"{name} is no case", "take it out")
        elif counts[name] > 1:
            yield Problem(Level.ERROR, file, f"{name} is given {counts[name]} times", "leave it in one part")
    for place, labelled in material.rows:
        if labelled.id not in counts:
            yield Problem(Level.ERROR, place, f"{labelled.id} is in no part", f"add it to dev or test in {SPLIT}")


def shown_clauses(material: Material) -> Iterator[Problem]:
    """A clause held out is shown by no case of dev."""
    split = material.dataset.split
    held_out = set(split.held_out) if split else set()
    for place, labelled in material.rows:
        shown = sorted(labelled.gold.shown & held_out)
        if shown and material.dataset.part(labelled.id) == "dev":
            message = f"{labelled.id} shows {', '.join(shown)} in dev, which {SPLIT} holds out"
            yield Problem(Level.ERROR, place, message, "move the case to test")
    for name in sorted(held_out - {*material.rules, *material.exceptions}):
        message = f"{name} is held out but is neither a rule nor an exception of the corpus"
        yield Problem(Level.ERROR, str(material.dataset.folder / SPLIT), message, "take it out of held_out")


def twin_cases(material: Material) -> Iterator[Problem]:
    """Near-duplicates: an error where the split parts them, else a warning."""
    for row, (other, cosine) in _nearest(material, apart=True).items():
        (place, second), (before, first) = material.rows[row], material.rows[other]
        message = f"{second.id} is nearly {first.id} in line {_line(before)} (similarity {cosine:.2f}), and the split "
        yield Problem(Level.ERROR, place, f"{message}parts them", "move one to the other's part, or write it anew")
    whole = material.dataset.about.protocol is DatasetProtocol.CASES
    for row, (other, cosine) in (_nearest(material, apart=False) if whole else {}).items():
        (place, second), (before, first) = material.rows[row], material.rows[other]
        message = f"{second.id} is nearly {first.id} in line {_line(before)} (similarity {cosine:.2f})"
        yield Problem(Level.WARNING, place, message, "write one of them anew, unless the pair is the point")


def copied_samples(material: Material) -> Iterator[Problem]:
    """A case should not hold what its judge has learned from."""
    samples = [sample for sample in material.samples if len(sample.text) >= SHORTEST]
    texts = [words_of(labelled) for _, labelled in material.rows]
    level = Level.ERROR if material.dataset.about.full else Level.WARNING
    for row, source, share in held(texts, [sample.text for sample in samples]):
        (place, labelled), sample = material.rows[row], samples[source]
        quoted = sample.text if len(sample.text) <= SHOWN else f"{sample.text[:SHOWN]}…"
        message = f"{labelled.id} holds {share:.0%} of what a judge learns from (“{quoted}”, {sample.place})"
        yield Problem(level, place, message, "write the case anew")


def _nearest(material: Material, *, apart: bool) -> dict[int, tuple[int, float]]:
    """Of each case with a twin above it, in another part or in its own, the nearest; cases of one group or of
    different scopes are none."""
    cases, part = material.dataset.cases, material.dataset.part
    found: dict[int, tuple[int, float]] = {}
    for one, other, cosine in material.twins:
        first, second = cases[one], cases[other]
        kin = first.case.scope != second.case.scope or (first.group is not None and first.group == second.group)
        parted = part(first.id) != part(second.id)
        if not kin and parted is apart and cosine > found.get(other, (0, 0.0))[1]:
            found[other] = (one, cosine)
    return found


def _line(place: str) -> str:
    return place.rpartition(":")[2]
