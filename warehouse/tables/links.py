"""The tables of groups of accounts that act alike, found by `clausewise links find`. They are for review only."""

from warehouse.tables.table import Table, integer, real, text

AS_OF = integer("day", "The last day whose events were read.")
GROUP = text("group_id", "The group; equal members give equal ids.")
LINK_GROUPS = Table(
    "link_groups",
    "Groups of creators that act alike more than chance and shared interest explain, or that share an identifier.",
    (
        AS_OF,
        GROUP,
        text("support", "How many independent relations show it.", "two_relations", "one_relation", "identifier"),
        text("relations", "The names of these relations, joined by commas."),
        integer("size", "How many members it has."),
        integer("explained", "1 if an innocent explanation holds, else 0."),
        real("p_value", "The share of shuffled graphs with a group as strong.", nullable=True),
        real("expected_false_groups", "How many groups as strong chance brings.", nullable=True),
        text("explanations", "Each innocent explanation that was checked, a line each."),
    ),
    key=("day", "group_id"),
)
LINK_MEMBERS = Table(
    "link_members",
    "The members of the groups.",
    (AS_OF, GROUP, text("creator_id", "The member.")),
    key=("day", "group_id", "creator_id"),
)
LINK_TARGETS = Table(
    "link_targets",
    "What the members of the groups touched: posts, devices, payout targets, products.",
    (AS_OF, GROUP, text("target", "The id of the post or the product, or the hash.")),
    key=("day", "group_id", "target"),
)
LINK_ATTENTION = Table(
    "link_attention",
    "Creators near confirmed cases, whom a person may look at first.",
    (
        AS_OF,
        text("creator_id", "The creator."),
        real("priority", "From 0 to 1; the highest of the day is 1."),
        text("relations", "The relations that lead there, joined by commas."),
        integer("expires_on", "The day from which it counts no more."),
    ),
    key=("day", "creator_id"),
)
LINK_DAYS = Table(
    "link_days",
    "The days for which groups were searched, also where none was found.",
    (AS_OF, integer("groups", "How many groups were found.")),
    key=("day",),
)
LINK_TABLES = {table.name: table for table in (LINK_GROUPS, LINK_MEMBERS, LINK_TARGETS, LINK_ATTENTION, LINK_DAYS)}
