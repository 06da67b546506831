"""The changes of single fields: of a clause, a policy and its ladder."""

from collections.abc import Iterable, Iterator, Mapping

from domain.clause import Clause, ClauseKind, Reference, Teaching, Translation
from domain.ladder import Ladder, LadderThreshold
from domain.policy import PolicyDocument
from policies.diff.change import ChangeKind, ClauseChange, FieldChange, ListChange, TextChange, ValueChange
from policies.diff.word_diff import diff_words
from policies.validity import ClauseOrPolicy

LADDER_SETTINGS = ("window_days", "repeat_count", "repeat_action", "skip_severity", "skip_action", "appeal_days")
EXAMPLE_FIELDS = {ClauseKind.RULE: ("violating examples", "compliant examples")}


def text_changes(old: Clause, new: Clause) -> Iterator[FieldChange]:
    yield from word_changes(ChangeKind.REWORDED, "title", old.title, new.title)
    yield from word_changes(ChangeKind.REWORDED, "text", old.text, new.text)


def severity_changes(old: Clause, new: Clause) -> Iterator[FieldChange]:
    """Changes of kind, severity and points."""
    yield from value_changes(ChangeKind.KIND, "kind", old.kind, new.kind)
    stricter = ChangeKind.STRICTER if new.severity > old.severity else ChangeKind.MILDER
    yield from value_changes(stricter, "severity", old.severity.label, new.severity.label)
    stricter = ChangeKind.STRICTER if new.points > old.points else ChangeKind.MILDER
    yield from value_changes(stricter, "points", str(old.points), str(new.points))


def validity_changes(old: ClauseOrPolicy, new: ClauseOrPolicy) -> Iterator[FieldChange]:
    """Changes of markets and period."""
    yield from value_changes(ChangeKind.MARKETS, "markets", market_text(old.markets), market_text(new.markets))
    yield from value_changes(ChangeKind.PERIOD, "in force", period_text(old), period_text(new))


def reference_changes(old: Clause, new: Clause, new_ids: Mapping[str, str]) -> Iterator[FieldChange]:
    """`new_ids` maps the old id of a clause to its new one."""
    before = [_reference_text(r.model_copy(update={"target": new_ids.get(r.target, r.target)})) for r in old.references]
    yield from list_changes(ChangeKind.REFERENCES, "references", before, map(_reference_text, new.references))


def other_changes(old: Clause, new: Clause) -> Iterator[FieldChange]:
    """Changes of scope, check, proof, teaching, translations, review reasons, classification
    and examples."""
    yield from value_changes(ChangeKind.SCOPE, "scope", old.scope, new.scope)
    yield from word_changes(ChangeKind.CHECK, "check", old.check or "", new.check or "")
    yield from value_changes(ChangeKind.CHECK, "proof", old.proof, new.proof)
    yield from _teaching_changes(old.teaching, new.teaching, ChangeKind.TEACHING)
    yield from _translation_changes(old, new)
    reasons = ([f"{one.action}: {one.text}" for one in clause.reason_presets] for clause in (old, new))
    yield from list_changes(ChangeKind.REVIEW_REASONS, "review reasons", *reasons)
    yield from value_changes(ChangeKind.CLASSIFICATION, "classification", *map(_classification_text, (old, new)))
    matching, other = EXAMPLE_FIELDS.get(new.kind, ("applies", "does not apply"))
    yield from list_changes(ChangeKind.EXAMPLES, matching, old.violating_examples, new.violating_examples)
    yield from list_changes(ChangeKind.EXAMPLES, other, old.compliant_examples, new.compliant_examples)


def _classification_text(clause: Clause) -> str | None:
    found = clause.classification
    if found is None:
        return None
    words = (found.category, *found.keywords, found.other, found.legal_ground)
    return ", ".join(filter(None, words))


def _teaching_changes(
    before: Teaching | Translation | None, after: Teaching | Translation | None, kind: ChangeKind, language: str = ""
) -> Iterator[FieldChange]:
    yield from word_changes(kind, f"{language}why", before.why if before else "", after.why if after else "")
    fixes = (teaching.fix if teaching else () for teaching in (before, after))
    yield from list_changes(kind, f"{language}how to fix", *fixes)
    evidence = (teaching.appeal_evidence if teaching else () for teaching in (before, after))
    yield from list_changes(kind, f"{language}appeal evidence", *evidence)


def _translation_changes(old: Clause, new: Clause) -> Iterator[FieldChange]:
    before, after = ({one.language: one for one in clause.translations} for clause in (old, new))
    for language in sorted(before.keys() | after.keys()):
        one, other = before.get(language), after.get(language)
        prefix, kind = f"{language} ", ChangeKind.TRANSLATIONS
        yield from word_changes(kind, f"{prefix}title", one.title if one else "", other.title if other else "")
        yield from word_changes(kind, f"{prefix}text", one.text if one else "", other.text if other else "")
        yield from _teaching_changes(one, other, kind, prefix)


def policy_changes(old: PolicyDocument, new: PolicyDocument) -> Iterator[FieldChange]:
    yield from word_changes(ChangeKind.REWORDED, "title", old.title, new.title)
    yield from value_changes(ChangeKind.VERSION, "version", old.version, new.version)
    yield from validity_changes(old, new)
    yield from ladder_changes(old.ladder, new.ladder)


def ladder_changes(old: Ladder | None, new: Ladder | None) -> Iterator[FieldChange]:
    for name in LADDER_SETTINGS:
        before, after = (_setting_text(ladder, name) for ladder in (old, new))
        yield from value_changes(ChangeKind.LADDER, name.replace("_", " "), before, after)
    thresholds = ([*map(_threshold_text, ladder.thresholds)] if ladder else [] for ladder in (old, new))
    yield from list_changes(ChangeKind.LADDER, "thresholds", *thresholds)


def _setting_text(ladder: Ladder | None, name: str) -> str | None:
    value = getattr(ladder, name, None)
    return None if value is None else str(getattr(value, "label", value)).replace("_", " ")


def _threshold_text(threshold: LadderThreshold) -> str:
    length = f" for {threshold.days} days" if threshold.days else ""
    return f"from {threshold.points} points: {threshold.action.label.replace('_', ' ')}{length}"


def value_changes(kind: ChangeKind, field: str, old: str | None, new: str | None) -> Iterator[FieldChange]:
    if old != new:
        yield ValueChange(kind=kind, field=field, before=old, after=new)


def word_changes(kind: ChangeKind, field: str, old: str, new: str) -> Iterator[FieldChange]:
    if old.split() != new.split():
        yield TextChange(kind=kind, field=field, spans=diff_words(old, new))


def list_changes(kind: ChangeKind, field: str, old: Iterable[str], new: Iterable[str]) -> Iterator[FieldChange]:
    """Removed and added lines; their order does not count."""
    before, after = dict.fromkeys(old), dict.fromkeys(new)
    removed = tuple(line for line in before if line not in after)
    added = tuple(line for line in after if line not in before)
    if removed or added:
        yield ListChange(kind=kind, field=field, removed=removed, added=added)


def market_text(markets: frozenset[str]) -> str:
    return ", ".join(sorted(markets)) or "everywhere"


def period_text(one: ClauseOrPolicy) -> str:
    begin, end = one.effective_from, one.effective_to
    if begin and end:
        return f"{begin} to {end}"
    return f"from {begin}" if begin else f"until {end}" if end else "always"


def _reference_text(reference: Reference) -> str:
    return f"{reference.relation} {reference.target}"


def whole_clause_change(clause: Clause, kind: ChangeKind) -> ClauseChange:
    """A clause that was added or removed, with its content."""
    return ClauseChange(id=clause.id, title=clause.title, kind=kind, changes=tuple(_whole_clause_fields(clause, kind)))


def whole_policy_changes(document: PolicyDocument, kind: ChangeKind) -> Iterator[FieldChange]:
    """The head and ladder of a policy that was added or removed."""
    yield _one_sided_change(kind, "version", document.version)
    yield _one_sided_change(kind, "in force", period_text(document))
    if document.markets:
        yield _one_sided_change(kind, "markets", market_text(document.markets))
    yield from ladder_changes(*((None, document.ladder) if kind is ChangeKind.ADDED else (document.ladder, None)))


def _whole_clause_fields(clause: Clause, kind: ChangeKind) -> Iterator[FieldChange]:
    yield _one_sided_change(kind, "kind", clause.kind)
    if clause.kind is ClauseKind.RULE:
        yield _one_sided_change(kind, "severity", clause.severity.label)
        yield _one_sided_change(kind, "points", str(clause.points))
    if clause.markets:
        yield _one_sided_change(kind, "markets", market_text(clause.markets))
    for name, text in (("text", clause.text), ("check", clause.check or "")):
        yield from word_changes(kind, name, *(("", text) if kind is ChangeKind.ADDED else (text, "")))


def _one_sided_change(kind: ChangeKind, field: str, value: str) -> FieldChange:
    before, after = (None, value) if kind is ChangeKind.ADDED else (value, None)
    return ValueChange(kind=kind, field=field, before=before, after=after)
