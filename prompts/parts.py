"""Builds the parts of prompts to models: policy clauses, precedents, creator and post; untrusted text is fenced."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from domain.case import Case
from domain.clause import Clause, ClauseKind, Relation
from domain.evidence import FoundPrecedent
from domain.signals import CreatorSignals, SignalReading
from prompts.fence import Fence, FencedText
from prompts.render import fingerprint, render
from prompts.untrusted import is_plain_id, one_line, shortened

SHOWN_KINDS = (ClauseKind.RULE, ClauseKind.EXCEPTION, ClauseKind.DEFINITION)
SHOWN_RELATIONS = (Relation.EXCEPT, Relation.SEE)
FOLDER = "model"
MAX_PRECEDENT_CHARS = 160
MAX_DECODED_CHARS = 4000
MAX_SIGNAL_CHARS = 40
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}")  # such as pt-BR


@dataclass(frozen=True)
class Prompt:
    """`name` is the template's name. `fingerprint` is the sha256 of all templates for models."""

    name: str
    system: str
    user: str
    fingerprint: str

    @property
    def fingerprints(self) -> dict[str, str]:
        """As a trace stores it."""
        return {self.name: self.fingerprint}


def prompt(name: str, values: Mapping[str, object]) -> Prompt:
    """Renders the template `model/{name}.j2`, which has the blocks `system` and `user`."""
    blocks = render(f"{FOLDER}/{name}.j2", values)
    return Prompt(name, blocks["system"], blocks["user"], _fingerprint())


@cache
def _fingerprint() -> str:
    return fingerprint(FOLDER)


def policy_clauses(
    judged: Sequence[Clause], known: Mapping[str, Clause], in_force: Mapping[str, Clause]
) -> dict[str, object]:
    """Values of `parts/clauses.j2`: the whole policy of the first judged clause, then the other judged clauses and the
    clauses they refer to. Both are in policy order. The whole policy comes first because cases of one policy share it,
    so that a provider can cache the prompt."""
    policy_id = judged[0].policy_id if judged else None
    policy = [c for c in in_force.values() if c.policy_id == policy_id and c.kind in SHOWN_KINDS]
    shown = {clause.id for clause in policy}
    needed = {clause.id: clause for clause in (*judged, *_referenced(judged, known))}
    order = {name: position for position, name in enumerate(in_force)}
    others = [clause for clause in needed.values() if clause.id not in shown]
    others.sort(key=lambda clause: order.get(clause.id, len(order)))
    return {"policy": [_clause(clause) for clause in policy], "others": [_clause(clause) for clause in others]}


def judged_clauses_only(judged: Sequence[Clause], known: Mapping[str, Clause]) -> dict[str, object]:
    """Values of `parts/clauses.j2`: only the judged clauses and the clauses they refer to."""
    needed = {clause.id: clause for clause in (*judged, *_referenced(judged, known))}
    return {"policy": [], "others": [_clause(clause) for clause in needed.values()]}


def clauses_to_judge(judged: Sequence[Clause]) -> dict[str, object]:
    """Values of `parts/clauses_to_judge.j2`."""
    rules: dict[str, list[str]] = {}
    for clause in judged:
        for target in clause.targets(Relation.EXCEPT):
            rules.setdefault(target, []).append(clause.id)
    return {"judged": [{"id": c.id, "kind": c.kind.value, "rules": rules.get(c.id, [])} for c in judged]}


def post(case: Case, as_of: date, fence: Fence, decoded: Mapping[str, str] | None = None) -> dict[str, object]:
    """Values of `parts/post.j2`. `as_of` is the day whose policies apply. `decoded`: what encoded or disguised words
    say, by item id."""
    facts = json.dumps(dict(case.facts), ensure_ascii=False)
    return {
        "mark": fence.mark,
        "market": case.market or "not given",
        "language": case.language if case.language and _LANGUAGE.fullmatch(case.language) else "not given",
        "day": str(as_of),
        "facts": [fence.wrap("facts", facts)] if case.facts else [],
        "items": [
            fence.wrap(f"item {_shown_id(number, item.id)}, {item.kind.value}", item.text)
            for number, item in enumerate(case.content, 1)
        ],
        "decoded": [
            fence.wrap(f"decoded {_shown_id(number, item.id)}", shortened(decoded[item.id], MAX_DECODED_CHARS))
            for number, item in enumerate(case.content, 1)
            if decoded and item.id in decoded
        ],
    }


def precedents(found: Sequence[FoundPrecedent], fence: Fence) -> dict[str, object]:
    """Values of `parts/precedents.j2`."""
    return {"precedents": [precedent(p.id, p.text, p.violated, fence) for p in found]}


def precedent(evidence_id: str, text: str, violated: Sequence[str], fence: Fence) -> tuple[str, FencedText]:
    """The labelled outcome, and a bounded quote in one line: enough to recognise the case, too little to argue."""
    quote = shortened(one_line(text), MAX_PRECEDENT_CHARS)
    return f"{evidence_id}: {outcome_sentence(violated)}", fence.wrap(f"precedent {evidence_id}, its beginning", quote)


def creator(reading: SignalReading, fence: Fence) -> dict[str, object]:
    """Values of `parts/creator.j2`. The signal source's text is fenced too, because it may be untrusted."""
    signals = reading.signals
    if signals is None:
        return {"creator": [fence.wrap("creator", f"not known: {reading.condition.value}")]}
    return {"creator": [fence.wrap("creator", "\n".join((*standing_lines(signals), *history_lines(signals))))]}


def standing_lines(signals: CreatorSignals) -> Iterable[str]:
    quality = signals.quality
    components = ", ".join(f"{name} {part:g}" for name, part in quality.parts.items()) if quality else ""
    yield f"quality score: {quality.score:g} of 100 ({components})" if quality else "quality score: not known"
    for name in ("standing", "tier", "account_age_days", "strikes"):
        value = getattr(signals, name)
        yield f"{name.replace('_', ' ')}: {'not known' if value is None else _signal(value)}"


def history_lines(signals: CreatorSignals) -> Iterable[str]:
    """The latest violation first."""
    if not signals.violations:
        yield "past violations: none"
    for past in sorted(signals.violations, key=lambda violation: violation.date, reverse=True):
        named = f"past violation {_signal(past.id)}: {_signal(past.clause_id)}"
        yield f"{named} on {past.date}, {past.points} points, appeal {past.appeal}"


def _signal(value: object) -> str:
    return shortened(one_line(str(value)), MAX_SIGNAL_CHARS)


def _shown_id(number: int, item_id: str) -> str:
    """An id that can hold a sentence is replaced by the item's number. Quotes are found by their words."""
    return item_id if is_plain_id(item_id) else f"#{number}"


def outcome_sentence(violated: Sequence[str]) -> str:
    """The outcome of a precedent."""
    return f"It violated {', '.join(violated)}." if violated else "It violated no clause."


def _clause(clause: Clause) -> dict[str, object]:
    return {
        "id": clause.id,
        "title": clause.title,
        "kind": clause.kind.value,
        "text": clause.text,
        "exceptions": clause.targets(Relation.EXCEPT) if clause.kind is ClauseKind.RULE else (),
        "definitions": clause.targets(Relation.SEE),
    }


def _referenced(judged: Sequence[Clause], known: Mapping[str, Clause]) -> Iterable[Clause]:
    """The exceptions and definitions that the judged rules refer to."""
    for rule in (clause for clause in judged if clause.kind is ClauseKind.RULE):
        for target in (t for relation in SHOWN_RELATIONS for t in rule.targets(relation)):
            if target in known and known[target].kind in SHOWN_KINDS:
                yield known[target]
