"""The parts of a clause and of a policy's head, each compared with what stood there before."""

from collections.abc import Iterable, Iterator, Mapping

from domain.clause import Clause, ClauseKind, Reference
from domain.ladder import Ladder, LadderThreshold
from domain.policy import PolicyDocument
from policies.diff.change import Lines, Part, Rewording, Shift, Sort
from policies.diff.wording import marked

One = Clause | PolicyDocument
SETTINGS = ("window_days", "repeat_count", "repeat_measure", "skip_severity", "skip_measure", "appeal_days")
EXAMPLES = {ClauseKind.RULE: ("breaks it", "keeps it")}


def words(old: Clause, new: Clause) -> Iterator[Part]:
    yield from reworded(Sort.REWORDED, "title", old.title, new.title)
    yield from reworded(Sort.REWORDED, "text", old.text, new.text)


def weight(old: Clause, new: Clause) -> Iterator[Part]:
    yield from shifted(Sort.KIND, "kind", old.kind, new.kind)
    yield from _graded("severity", old.severity, old.severity.word, new.severity, new.severity.word)
    yield from _graded("points", old.points, str(old.points), new.points, str(new.points))


def _graded(part: str, old: int, said: str, new: int, says: str) -> Iterator[Part]:
    yield from shifted(Sort.STRICTER if new > old else Sort.MILDER, part, said, says)


def reach(old: One, new: One) -> Iterator[Part]:
    yield from shifted(Sort.MARKETS, "markets", places(old.markets), places(new.markets))
    yield from shifted(Sort.PERIOD, "in force", period(old), period(new))


def references(old: Clause, new: Clause, renamed: Mapping[str, str]) -> Iterator[Part]:
    """`renamed` leads from an id to the one that the same clause has now."""
    before = [_pointer(r.model_copy(update={"target": renamed.get(r.target, r.target)})) for r in old.references]
    yield from lines(Sort.REFERENCES, "references", before, map(_pointer, new.references))


def reading(old: Clause, new: Clause) -> Iterator[Part]:
    """What is read beside the words: scope, check, proof, teaching and examples."""
    yield from shifted(Sort.SCOPE, "scope", old.scope, new.scope)
    yield from reworded(Sort.CHECK, "check", old.check or "", new.check or "")
    yield from shifted(Sort.CHECK, "proof", old.proof, new.proof)
    taught, teaches = old.teaching, new.teaching
    yield from reworded(Sort.TEACHING, "why", taught.why if taught else "", teaches.why if teaches else "")
    yield from lines(Sort.TEACHING, "how to fix", taught.fix if taught else (), teaches.fix if teaches else ())
    shown, shows = (teaching.appeal_evidence if teaching else () for teaching in (taught, teaches))
    yield from lines(Sort.TEACHING, "an appeal shows", shown, shows)
    caught, spared = EXAMPLES.get(new.kind, ("applies", "does not apply"))
    yield from lines(Sort.EXAMPLES, caught, old.violating_examples, new.violating_examples)
    yield from lines(Sort.EXAMPLES, spared, old.compliant_examples, new.compliant_examples)


def head(old: PolicyDocument, new: PolicyDocument) -> Iterator[Part]:
    yield from reworded(Sort.REWORDED, "title", old.title, new.title)
    yield from shifted(Sort.VERSION, "version", old.version, new.version)
    yield from reach(old, new)
    yield from ladder_parts(old.ladder, new.ladder)


def ladder_parts(old: Ladder | None, new: Ladder | None) -> Iterator[Part]:
    for name in SETTINGS:
        said, says = (_setting(ladder, name) for ladder in (old, new))
        yield from shifted(Sort.LADDER, name.replace("_", " "), said, says)
    had, has = ([*map(_rung, ladder.thresholds)] if ladder else [] for ladder in (old, new))
    yield from lines(Sort.LADDER, "rungs", had, has)


def _setting(ladder: Ladder | None, name: str) -> str | None:
    value = getattr(ladder, name, None)
    return None if value is None else str(getattr(value, "word", value)).replace("_", " ")


def _rung(rung: LadderThreshold) -> str:
    length = f" for {rung.days} days" if rung.days else ""
    return f"from {rung.points} points: {rung.action.word.replace('_', ' ')}{length}"


def shifted(sort: Sort, part: str, old: str | None, new: str | None) -> Iterator[Part]:
    if old != new:
        yield Shift(sort=sort, part=part, before=old, after=new)


def reworded(sort: Sort, part: str, old: str, new: str) -> Iterator[Part]:
    if old.split() != new.split():
        yield Rewording(sort=sort, part=part, spans=marked(old, new))


def lines(sort: Sort, part: str, old: Iterable[str], new: Iterable[str]) -> Iterator[Part]:
    """Their order makes no difference."""
    had, has = dict.fromkeys(old), dict.fromkeys(new)
    removed, added = (tuple(line for line in one if line not in other) for one, other in ((had, has), (has, had)))
    if removed or added:
        yield Lines(sort=sort, part=part, removed=removed, added=added)


def places(markets: frozenset[str]) -> str:
    return ", ".join(sorted(markets)) or "everywhere"


def period(one: One) -> str:
    begin, end = one.effective_from, one.effective_to
    if begin and end:
        return f"{begin} to {end}"
    return f"from {begin}" if begin else f"until {end}" if end else "always"


def _pointer(reference: Reference) -> str:
    return f"{reference.relation} {reference.target}"
