"""Checks for leakage: cases in two splits, revealed held-out clauses, near-duplicates, copied training texts."""

from collections import Counter
from collections.abc import Iterator

from eval.dataset.check_context import CheckContext
from eval.dataset.dataset import SPLIT, DatasetProtocol
from eval.dataset.labelled_case import LabelledCase
from eval.dataset.near_duplicates import case_text, copied_texts
from policies.checks.problem import Level, Problem

MAX_QUOTE_CHARS = 60
MIN_TEXT_CHARS = 40  # shorter texts may coincide by chance


def misassigned_cases(context: CheckContext) -> Iterator[Problem]:
    """Cases in no split or in several, and ids in the split file that are not a case."""
    split_ids = context.dataset.split_ids
    if split_ids is None:
        return
    file = str(context.dataset.folder / SPLIT)
    counts = Counter((*split_ids.dev, *split_ids.test))
    known = {labelled.id for labelled in context.dataset.cases}
    for name in sorted(counts):
        if name not in known:
            yield Problem(Level.ERROR, file, f"{name} is not a case", "remove it")
        elif counts[name] > 1:
            yield Problem(Level.ERROR, file, f"{name} is listed {counts[name]} times", "leave it in one split")
    for place, labelled in context.located_cases:
        if labelled.id not in counts:
            yield Problem(Level.ERROR, place, f"{labelled.id} is in no split", f"add it to dev or test in {SPLIT}")


def leaked_clauses(context: CheckContext) -> Iterator[Problem]:
    """Held-out clauses that a case of dev reveals."""
    split_ids = context.dataset.split_ids
    held_out = set(split_ids.held_out) if split_ids else set()
    for place, labelled in context.located_cases:
        leaked = sorted(labelled.gold.revealed_clauses & held_out)
        if leaked and context.dataset.split_of(labelled.id) == "dev":
            message = f"{labelled.id} reveals {', '.join(leaked)} in dev, which {SPLIT} holds out"
            yield Problem(Level.ERROR, place, message, "move the case to test")
    for name in sorted(held_out - {*context.rule_ids, *context.exception_ids}):
        message = f"{name} is held out but is neither a rule nor an exception of the corpus"
        yield Problem(Level.ERROR, str(context.dataset.folder / SPLIT), message, "take it out of held_out")


def near_duplicate_cases(context: CheckContext) -> Iterator[Problem]:
    """Near-duplicates: an error across splits, a warning within one."""
    for row, (other, cosine) in _nearest_duplicates(context, across_splits=True).items():
        place, message = _duplicate_message(context, row, other, cosine)
        remedy = "move one to the other's split, or rewrite it"
        yield Problem(Level.ERROR, place, f"{message}, in the other split", remedy)
    if context.dataset.manifest.protocol is DatasetProtocol.CASES:
        for row, (other, cosine) in _nearest_duplicates(context, across_splits=False).items():
            place, message = _duplicate_message(context, row, other, cosine)
            yield Problem(Level.WARNING, place, message, "rewrite one of them, unless the pair is intended")


def copied_training_texts(context: CheckContext) -> Iterator[Problem]:
    """Cases that contain a text that their judge learns from."""
    sources = [source for source in context.training_texts if len(source.text) >= MIN_TEXT_CHARS]
    texts = [case_text(labelled) for _, labelled in context.located_cases]
    level = Level.ERROR if context.dataset.manifest.full else Level.WARNING
    for row, n, share in copied_texts(texts, [source.text for source in sources]):
        (place, labelled), source = context.located_cases[row], sources[n]
        quote = source.text if len(source.text) <= MAX_QUOTE_CHARS else f"{source.text[:MAX_QUOTE_CHARS]}…"
        message = f"{labelled.id} contains {share:.0%} of a text that judges learn from (“{quote}”, {source.source})"
        yield Problem(level, place, message, "rewrite the case")


def _nearest_duplicates(context: CheckContext, *, across_splits: bool) -> dict[int, tuple[int, float]]:
    """By row of a case: the row and cosine of its nearest duplicate among the earlier cases of another split, or of
    the same split. Cases of one group, and of different scopes, are not duplicates."""
    cases, split_of = context.dataset.cases, context.dataset.split_of
    nearest: dict[int, tuple[int, float]] = {}
    for one, other, cosine in context.near_duplicates:
        first, second = cases[one], cases[other]
        selected = (split_of(first.id) != split_of(second.id)) is across_splits and not _may_be_alike(first, second)
        if selected and cosine > nearest.get(other, (0, 0.0))[1]:
            nearest[other] = (one, cosine)
    return nearest


def _may_be_alike(first: LabelledCase, second: LabelledCase) -> bool:
    return first.case.scope != second.case.scope or (first.group is not None and first.group == second.group)


def _duplicate_message(context: CheckContext, row: int, other: int, cosine: float) -> tuple[str, str]:
    (place, second), (before, first) = context.located_cases[row], context.located_cases[other]
    line = before.rpartition(":")[2]
    return place, f"{second.id} is a near-duplicate of {first.id} in line {line} (similarity {cosine:.2f})"
