"""Every table of events by its name."""

from difflib import get_close_matches

from warehouse.errors import TableUnknown
from warehouse.tables.accounts import CREATORS, DEVICES, PAYOUTS
from warehouse.tables.audience import COMPLAINTS, ORDERS, REACTIONS, REFUNDS, VIEWS_SAMPLE
from warehouse.tables.content import COPIES, LIVE_SESSIONS, POST_MEASURES, POSTS, PRODUCTS
from warehouse.tables.moderation import APPEALS, DECISIONS, REVIEWS
from warehouse.tables.operations import OPERATION_TABLES
from warehouse.tables.table import Table

EVENT_TABLES = {
    table.name: table
    for table in (
        *(CREATORS, PRODUCTS, POSTS, POST_MEASURES, LIVE_SESSIONS, ORDERS, REFUNDS, COMPLAINTS, VIEWS_SAMPLE),
        *(REACTIONS, DEVICES, PAYOUTS, COPIES, DECISIONS, REVIEWS, APPEALS),
        *OPERATION_TABLES,
    )
}


def event_table(name: str) -> Table:
    """Raises TableUnknown."""
    if name in EVENT_TABLES:
        return EVENT_TABLES[name]
    close = get_close_matches(name, EVENT_TABLES, 1)
    hint = f"did you mean {close[0]}?" if close else f"the tables are {', '.join(EVENT_TABLES)}"
    raise TableUnknown(f"there is no table {name}: {hint}")
