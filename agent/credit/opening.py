"""Connects credit with the rules, the decision log and the warehouse that the settings name."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from agent.credit.rules import CreditRules
from agent.credit.rules_file import read_credit_rules
from agent.credit.sales import SalesSource, WarehouseSales
from agent.open_warehouse import open_warehouse
from agent.settings import Settings
from domain.credit import Account, AccountKind
from domain.errors import InputError
from store.credit.credit_lines import is_known
from store.database import Database

if TYPE_CHECKING:
    from warehouse.connection import Warehouse

ACCOUNTS = {
    AccountKind.CREATOR: "SELECT COUNT(*) FROM creators WHERE creator_id = :account",
    AccountKind.MERCHANT: "SELECT COUNT(*) FROM products WHERE merchant_id = :account",
}


class AccountUnknown(InputError):
    """Neither the decision log nor the warehouse names the account."""


def open_credit_rules(settings: Settings) -> CreditRules:
    """Raises CreditRulesInvalid."""
    return read_credit_rules(settings.credit.rules)


@contextmanager
def open_sales(settings: Settings) -> Iterator[SalesSource | None]:
    """None where there is no warehouse of events. Raises what `open_warehouse` raises for one that cannot be read."""
    with _open_if_any(settings) as warehouse:
        yield WarehouseSales(warehouse.engine) if warehouse is not None else None


@contextmanager
def _open_if_any(settings: Settings) -> "Iterator[Warehouse | None]":
    from warehouse.errors import WarehouseAbsent

    with ExitStack() as stack:
        try:
            warehouse = stack.enter_context(open_warehouse(settings, read_only=True))
        except WarehouseAbsent:
            warehouse = None
        yield warehouse


def require_known(settings: Settings, database: Database, account: Account) -> None:
    """Raises AccountUnknown, and what `open_warehouse` raises for a warehouse that cannot be read."""
    if is_known(database, account):
        return
    with _open_if_any(settings) as warehouse:
        if warehouse is not None:
            ((number,),) = warehouse.engine.rows(ACCOUNTS[account.kind], {"account": account.id})
            if number:
                return
    raise AccountUnknown(
        f"no decision and no event names the {account.kind} {account.id}: give the id that cases are submitted with"
    )
