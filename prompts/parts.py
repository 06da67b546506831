"""Builds the parts of prompts to models: precedents, creator and post; untrusted text is fenced."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from domain.case import Case
from domain.evidence import FoundPrecedent
from domain.signals import CreatorSignals, SignalReading
from prompts.fence import Fence, FencedText
from prompts.render import fingerprint, render
from prompts.untrusted import is_plain_id, one_line, shortened

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


def prompt_sha256(prompt: Prompt, fence: Fence) -> str:
    """Of the text without the random mark of the fence: equal questions have equal values."""
    text = f"{prompt.system}\0{prompt.user}".replace(fence.mark, "")
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


@cache
def _fingerprint() -> str:
    return fingerprint(FOLDER)


def post(
    case: Case,
    as_of: date,
    fence: Fence,
    decoded: Mapping[str, str] | None = None,
    copies: Sequence[str] = (),
    bank: Sequence[str] = (),
) -> dict[str, object]:
    """Values of `parts/post.j2`. `as_of` is the day whose policies apply. `decoded`: what encoded or disguised words
    say, by item id. `copies`: lines on what the post shows of earlier posts. `bank`: lines on its media that
    are in the bank of confirmed violations."""
    facts = json.dumps(dict(case.facts), ensure_ascii=False)
    return {
        "mark": fence.mark,
        "market": case.market or "not given",
        "language": case.language if case.language and _LANGUAGE.fullmatch(case.language) else "not given",
        "posted": str(case.content_date or "not given"),
        "live": "" if case.live is None else "yes" if case.live else "no",
        "day": str(as_of),
        "facts": [fence.wrap("facts", facts)] if case.facts else [],
        "copies": [fence.wrap("copies", line) for line in copies],
        "bank": [fence.wrap("bank", line) for line in bank],
        "items": [
            (
                fence.wrap(f"item {_shown_id(number, item.id)}, {item.kind.value}", item.text),
                [fence.wrap(f"what item {_shown_id(number, item.id)} replies to", item.replies_to)]
                if item.replies_to
                else [],
            )
            for number, item in enumerate(case.content, 1)
        ],
        "has_replies": any(item.replies_to for item in case.content),
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
