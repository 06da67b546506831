"""What prompts to a model are made of: the law, the creator, precedents and the post, the last three behind a fence."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from domain.case import Case
from domain.clause import Clause, ClauseKind, Relation
from domain.evidence import FoundPrecedent
from domain.signals import CreatorSignals, SignalReading
from prompts.fence import Fence
from prompts.render import fingerprint, render
from prompts.untrusted import shortened

LAW = (ClauseKind.RULE, ClauseKind.EXCEPTION, ClauseKind.DEFINITION)
READ_WITH = (Relation.EXCEPT, Relation.SEE)
FOLDER = "model"
LONGEST_TAG = 12


@dataclass(frozen=True)
class Prompt:
    """`fingerprint` is the sha256 of the templates that it was made from, `name` what a trace calls them by."""

    name: str
    system: str
    user: str
    fingerprint: str

    @property
    def told(self) -> dict[str, str]:
        return {self.name: self.fingerprint}


def prompt(name: str, values: Mapping[str, object]) -> Prompt:
    """Of the template `model/{name}.j2`, which has the blocks `system` and `user`."""
    blocks = render(f"{FOLDER}/{name}.j2", values)
    return Prompt(name, blocks["system"], blocks["user"], _fingerprint())


@cache
def _fingerprint() -> str:
    return fingerprint(FOLDER)


def law(judged: Sequence[Clause], known: Mapping[str, Clause], in_force: Mapping[str, Clause]) -> dict[str, object]:
    """Values of `parts/law.j2`. First the whole policy that the first of `judged` belongs to, which cases of one area
    have in common, then whatever else is judged or read with it, of what is `known`; both in the order of the law."""
    area = [c for c in in_force.values() if c.policy_id == judged[0].policy_id and c.kind in LAW] if judged else []
    there = {clause.id for clause in area}
    needed = {clause.id: clause for clause in (*judged, *_read_with(judged, known))}
    order = {name: place for place, name in enumerate(in_force)}
    others = sorted((c for c in needed.values() if c.id not in there), key=lambda c: order.get(c.id, len(order)))
    return {"area": [_told(clause) for clause in area], "others": [_told(clause) for clause in others]}


def clause_alone(judged: Sequence[Clause], known: Mapping[str, Clause]) -> dict[str, object]:
    """Values of `parts/law.j2` with nothing but what is judged and what it is read with."""
    return {"area": [], "others": [_told(c) for c in {c.id: c for c in (*judged, *_read_with(judged, known))}.values()]}


def asked(judged: Sequence[Clause]) -> dict[str, object]:
    """Values of `parts/asked.j2`."""
    excuses: dict[str, list[str]] = {}
    for clause in judged:
        for target in clause.targets(Relation.EXCEPT):
            excuses.setdefault(target, []).append(clause.id)
    return {"asked": [{"id": c.id, "kind": c.kind.value, "excuses": excuses.get(c.id, [])} for c in judged]}


def post(case: Case, on: date, fence: Fence) -> dict[str, object]:
    """Values of `parts/post.j2`; `on` is the day whose law holds."""
    given = json.dumps(dict(case.facts), ensure_ascii=False)
    return {
        "mark": fence.mark,
        "market": case.market or "none named",
        "language": shortened(case.language or "not named", LONGEST_TAG),
        "day": str(on),
        "facts": [fence.around("facts", given)] if case.facts else [],
        "items": [fence.around(f"item {item.id}, {item.kind.value}", item.text) for item in case.content],
    }


def precedents(found: Sequence[FoundPrecedent], fence: Fence) -> dict[str, object]:
    """Values of `parts/precedents.j2`."""
    return {"precedents": [(_outcome(p), fence.around(f"precedent {p.id}", p.text)) for p in found]}


def creator(reading: SignalReading, fence: Fence) -> dict[str, object]:
    """Values of `parts/creator.j2`: the words of the source are anybody's, so they stand behind the fence too."""
    signals = reading.signals
    if signals is None:
        return {"creator": [fence.around("creator", f"not known: {reading.condition.value}")]}
    return {"creator": [fence.around("creator", "\n".join((*standing_lines(signals), *history_lines(signals))))]}


def standing_lines(signals: CreatorSignals) -> Iterable[str]:
    quality = signals.quality
    parts = ", ".join(f"{name} {part:g}" for name, part in quality.parts.items()) if quality else ""
    yield f"quality score: {quality.score:g} of 100 ({parts})" if quality else "quality score: not known"
    for name in ("standing", "tier", "account_age_days", "strikes"):
        value = getattr(signals, name)
        yield f"{name.replace('_', ' ')}: {'not known' if value is None else value}"


def history_lines(signals: CreatorSignals) -> Iterable[str]:
    if not signals.violations:
        yield "past violations: none on record"
    for past in sorted(signals.violations, key=lambda v: v.date, reverse=True):
        yield f"past violation {past.id}: {past.clause_id} on {past.date}, {past.points} points, appeal {past.appeal}"


def _outcome(precedent: FoundPrecedent) -> str:
    return f"broke {', '.join(precedent.violated)}" if precedent.violated else "broke nothing"


def _told(clause: Clause) -> dict[str, object]:
    rule = clause.kind is ClauseKind.RULE
    return {
        "id": clause.id,
        "title": clause.title,
        "kind": clause.kind.value,
        "text": clause.text,
        "exceptions": clause.targets(Relation.EXCEPT) if rule else (),
        "definitions": clause.targets(Relation.SEE),
    }


def _read_with(judged: Sequence[Clause], known: Mapping[str, Clause]) -> Iterable[Clause]:
    """The exceptions and definitions that the judged rules point to."""
    for clause in judged:
        if clause.kind is not ClauseKind.RULE:
            continue
        for target in (t for relation in READ_WITH for t in clause.targets(relation)):
            if target in known and known[target].kind in LAW:
                yield known[target]
