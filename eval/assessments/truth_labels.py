"""Labels that follow from the truth of a sample, and from nothing that the assessor answers.

The README of the dataset says why each kind is labelled as it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import zip_longest
from typing import Any

from domain.assessment import PriorityLevel
from domain.finding import FindingStatus
from eval.assessments.labels import (
    AccountGold,
    AccountKind,
    AccountLabels,
    LabelledAccount,
    SampleHead,
    outcome_of,
)
from warehouse.sample.ecosystem import build_ecosystem
from warehouse.sample.truth import Truth

LOW_EFFORT, COPIED, TRADED = "ACC-1.1", "ACC-2.1", "ACC-5.1"
EXPECTED: Mapping[AccountKind, Mapping[str, FindingStatus]] = {
    AccountKind.LOW_EFFORT: {LOW_EFFORT: FindingStatus.VIOLATED},
    AccountKind.PIRATE: {COPIED: FindingStatus.VIOLATED},
    AccountKind.MATRIX: {COPIED: FindingStatus.VIOLATED},
    AccountKind.TRADED: {TRADED: FindingStatus.UNCLEAR},
}
"""The clauses that are not satisfied."""
IN_TURN = frozenset({PriorityLevel.NORMAL})
AT_ONCE = frozenset({PriorityLevel.HIGH})
ACCOUNTS_OF_A_KIND, ORDINARY_ACCOUNTS = 8, 16


@dataclass(frozen=True)
class Candidate:
    """`group`: the number of the ring, agency or household; 0 for accounts on their own."""

    creator_id: str
    kind: AccountKind
    priority: frozenset[PriorityLevel]
    group: int = 0


def label_sample(head: SampleHead) -> AccountLabels:
    """Equal heads give equal labels."""
    ecosystem = build_ecosystem(head.options)
    columns = ecosystem.tables["creators"]
    profiles = {
        str(creator): (str(market), str(language))
        for creator, market, language in zip(columns["creator_id"], columns["market"], columns["language"], strict=True)
    }
    chosen = _choose(_candidates(ecosystem.truth, profiles), profiles, head.seed)
    return AccountLabels(head, tuple(_labelled(one, *profiles[one.creator_id]) for one in chosen))


def _labelled(one: Candidate, market: str, language: str) -> LabelledAccount:
    clauses = dict.fromkeys((LOW_EFFORT, COPIED, TRADED), FindingStatus.SATISFIED)
    clauses |= EXPECTED.get(one.kind, {})
    gold = AccountGold(outcome=outcome_of(clauses.values()), clauses=clauses, priority=one.priority)
    return LabelledAccount(creator_id=one.creator_id, kind=one.kind, market=market, language=language, gold=gold)


def _candidates(truth: Truth, profiles: Iterable[str]) -> list[Candidate]:
    honest = truth["honest"]
    found = [
        *_alone(AccountKind.LOW_EFFORT, truth["low_effort"]),
        *_alone(AccountKind.PIRATE, truth["pirates"]),
        *_alone(AccountKind.TRADED, truth["traded"]),
        *_together(AccountKind.MATRIX, truth["matrix_accounts"], AT_ONCE),
        *_rings(truth["rings"]),
        *_together(AccountKind.AGENCY, honest["agencies"]),
        *_together(AccountKind.HOUSEHOLD, honest["households"]),
        *_alone(AccountKind.NEWCOMER, honest["newcomers"]),
        *_alone(AccountKind.NEW_DEVICE, honest["new_devices"]),
        *_alone(AccountKind.NEW_PAYOUT, honest["new_payouts"]),
        *_alone(AccountKind.TRAVELLER, honest["travellers"]),
    ]
    known = {one.creator_id for one in found}
    return [*found, *_alone(AccountKind.ORDINARY, (creator for creator in profiles if creator not in known))]


def _alone(kind: AccountKind, creators: Iterable[str]) -> Iterator[Candidate]:
    priority = _no_need() if kind.is_honest else IN_TURN
    return (Candidate(creator, kind, priority) for creator in creators)


def _together(
    kind: AccountKind, groups: Sequence[Sequence[str]], priority: frozenset[PriorityLevel] | None = None
) -> Iterator[Candidate]:
    for number, members in enumerate(groups, 1):
        yield from (Candidate(creator, kind, priority or _no_need(), number) for creator in members)


def _rings(rings: Sequence[Mapping[str, Any]]) -> Iterator[Candidate]:
    """A ring that shares devices gives two reasons of different origin to look, so it comes before others."""
    for number, ring in enumerate(rings, 1):
        priority = AT_ONCE if ring["shares_devices"] else IN_TURN | AT_ONCE
        yield from (Candidate(creator, AccountKind.RING, priority, number) for creator in ring["members"])


def _no_need() -> frozenset[PriorityLevel]:
    return frozenset({PriorityLevel.NONE})


def _choose(candidates: Sequence[Candidate], profiles: Mapping[str, tuple[str, str]], seed: int) -> Iterator[Candidate]:
    """Of each kind, one of each group and language in turn; their order says nothing about the accounts."""
    for kind in AccountKind:
        own = sorted((one for one in candidates if one.kind is kind), key=lambda one: _order(one, seed))
        by_place: dict[tuple[int, str], list[Candidate]] = {}
        for one in own:
            by_place.setdefault((one.group, profiles[one.creator_id][1]), []).append(one)
        in_turn = [one for turn in zip_longest(*by_place.values()) for one in turn if one is not None]
        yield from in_turn[: ORDINARY_ACCOUNTS if kind is AccountKind.ORDINARY else ACCOUNTS_OF_A_KIND]


def _order(one: Candidate, seed: int) -> str:
    return sha256(f"{seed}/{one.creator_id}".encode()).hexdigest()
