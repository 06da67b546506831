"""Labelled accounts and made-up results."""

from typing import Any

from domain.assessment import PriorityLevel
from domain.finding import FindingStatus
from domain.verdict import Outcome
from eval.assessments.labels import AccountGold, AccountKind, LabelledAccount
from eval.assessments.scoring import AccountResult

SATISFIED, VIOLATED, UNCLEAR = FindingStatus.SATISFIED, FindingStatus.VIOLATED, FindingStatus.UNCLEAR
FINE = {"ACC-1.1": SATISFIED, "ACC-5.1": SATISFIED}


def labelled(
    creator: str = "c1", kind: AccountKind = AccountKind.ORDINARY, language: str = "en", **gold: Any
) -> LabelledAccount:
    fields = {"outcome": Outcome.NO_VIOLATION, "clauses": FINE, "priority": frozenset({PriorityLevel.NONE}), **gold}
    return LabelledAccount(creator_id=creator, kind=kind, market="US", language=language, gold=AccountGold(**fields))


def seller(creator: str = "c2") -> LabelledAccount:
    return labelled(
        creator,
        AccountKind.LOW_EFFORT,
        outcome=Outcome.VIOLATION,
        clauses={**FINE, "ACC-1.1": VIOLATED},
        priority=frozenset({PriorityLevel.NORMAL}),
    )


def result(account: LabelledAccount, **found: Any) -> AccountResult:
    """As it should be, unless `found` says otherwise."""
    gold = account.gold
    fields = {"outcome": gold.outcome, "clauses": gold.clauses, "priority": min(gold.priority), "seconds": 0.1, **found}
    return AccountResult(account=account, **fields)
