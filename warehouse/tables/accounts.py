"""The tables of accounts: creators, and the devices and payout targets that they used, as opaque hashes."""

from warehouse.tables.table import DAY, Table, integer, text

CREATORS = Table(
    "creators",
    "One row for each creator, without a name or an address.",
    (
        text("creator_id", "The id of the creator."),
        text("market", "The market of the account, such as US."),
        text("language", "The language of the account, such as en."),
        integer("joined_at", "When the account was opened: Unix seconds, UTC."),
        text("agency_id", "The registered agency that manages the creator.", nullable=True),
    ),
    key=("creator_id",),
    time="joined_at",
    derived=(DAY,),
)
DEVICES = Table(
    "devices",
    "A creator was seen on a device.",
    (
        text("creator_id", "The creator."),
        text("device", "The hash of the device."),
        integer("at", "When: Unix seconds, UTC."),
    ),
    key=("creator_id", "device", "at"),
    time="at",
    derived=(DAY,),
)
PAYOUTS = Table(
    "payouts",
    "A creator was paid to a target, such as a bank account.",
    (
        text("creator_id", "The creator."),
        text("payout", "The hash of the target."),
        integer("at", "When: Unix seconds, UTC."),
    ),
    key=("creator_id", "payout", "at"),
    time="at",
    derived=(DAY,),
)
