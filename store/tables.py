"""All tables of the database, which several files declare."""

from store import schema, service_schema
from store.credit import credit_schema
from store.listing import counts_schema, listing_schema
from store.media_bank import bank_schema
from store.people import people_schema
from store.quality import golden_schema
from store.queue import copy_schema, queue_schema
from store.statements import statements_schema
from store.strategies import strategies_schema

# each adds its tables
MODULES = (
    bank_schema,
    copy_schema,
    counts_schema,
    credit_schema,
    golden_schema,
    listing_schema,
    people_schema,
    queue_schema,
    schema,
    service_schema,
    statements_schema,
    strategies_schema,
)
TABLES = schema.Base.metadata
