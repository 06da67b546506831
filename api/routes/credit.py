"""The credit of an account: its whole ledger, and what each line was for."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from agent.credit.opening import open_credit_rules, require_known
from agent.credit.report import CreditReport, CreditReporter
from api.problem import responses
from api.security import AuthenticatedRoute, Reader, ServicesDependency
from domain.case import AskedDay, ShortText
from domain.credit import Account, AccountKind
from domain.errors import InputError
from store.credit.credit_lines import CreditLines

router = APIRouter(prefix="/v1", tags=["credit"], route_class=AuthenticatedRoute)
COMMON = responses(401, 403, 404, 409, 422, 429, 503)
AsOf = Annotated[
    AskedDay | None, Query(description="The balance and the lines up to this day; by default today (UTC).")
]


@router.get("/creators/{creator_id}/credit", response_model=CreditReport, responses=COMMON)
def get_creator_credit(
    creator_id: ShortText, services: ServicesDependency, caller: Reader, as_of: AsOf = None
) -> CreditReport:
    """The balance of a creator, the tier and what it gives, and every line with what it was for. It is meant for the
    creator, too: it names no score, strategy, link or other account."""
    return _report(services, Account(id=creator_id), as_of)


@router.get("/merchants/{merchant_id}/credit", response_model=CreditReport, responses=COMMON)
def get_merchant_credit(
    merchant_id: ShortText, services: ServicesDependency, caller: Reader, as_of: AsOf = None
) -> CreditReport:
    """The same for a merchant."""
    return _report(services, Account(kind=AccountKind.MERCHANT, id=merchant_id), as_of)


def _report(services: ServicesDependency, account: Account, as_of: AskedDay | None) -> CreditReport:
    today = datetime.now(UTC).date()
    if as_of is not None and as_of > today:
        raise InputError(f"as_of {as_of} is in the future: choose {today} or an earlier day")
    store = services.store
    require_known(services.settings, store.database, account)
    lines = CreditLines(store.database).of_account(account)
    reporter = CreditReporter(services.corpus.library, open_credit_rules(services.settings))
    return reporter.report(account, lines, as_of or today)
