"""The tables of what others did: orders, refunds, complaints, a sample of views, reactions."""

from warehouse.tables.table import DAY, Table, integer, real, text

ORDERS = Table(
    "orders",
    "Orders that came through a creator.",
    (
        text("order_id", "The id of the order."),
        text("buyer", "The hash of the buyer."),
        text("creator_id", "The creator whose content led to it."),
        text("product_id", "What was ordered."),
        integer("at", "When: Unix seconds, UTC."),
        real("amount", "What was paid, in one currency for all markets."),
        text("market", "The market of the order."),
    ),
    key=("order_id",),
    time="at",
    derived=(DAY,),
)
REFUNDS = Table(
    "refunds",
    "Orders that were paid back.",
    (
        text("order_id", "The order."),
        text("creator_id", "The creator of the order."),
        integer("at", "When it was paid back: Unix seconds, UTC."),
        text("reason", "Why, such as not_as_described."),
    ),
    key=("order_id",),
    time="at",
    derived=(DAY,),
)
COMPLAINTS = Table(
    "complaints",
    "Complaints about a creator.",
    (
        text("complaint_id", "The id of the complaint."),
        text("creator_id", "The creator."),
        text("post_id", "The post, if the complaint is about one.", nullable=True),
        integer("at", "When: Unix seconds, UTC."),
        text("reason", "What it is about, such as misleading."),
    ),
    key=("complaint_id",),
    time="at",
    derived=(DAY,),
)
VIEWS_SAMPLE = Table(
    "views_sample",
    "A random sample of views.",
    (
        text("view_id", "The id of the view."),
        text("viewer", "The hash of the viewer."),
        text("post_id", "The post that was viewed."),
        text("creator_id", "Who published the post."),
        integer("at", "When: Unix seconds, UTC."),
        real("weight", "How many views this one stands for."),
    ),
    key=("view_id",),
    time="at",
    derived=(DAY,),
)
REACTIONS = Table(
    "reactions",
    "Likes and follows.",
    (
        text("reaction_id", "The id of the reaction."),
        text("actor", "Who reacted: the id of a creator, or the hash of another person."),
        text("post_id", "The post that was liked, or from which the creator was followed."),
        text("creator_id", "Who published the post."),
        integer("at", "When: Unix seconds, UTC."),
        text("kind", "What the reaction is.", "like", "follow"),
    ),
    key=("reaction_id",),
    time="at",
    derived=(DAY,),
    indexes=(("actor", "post_id"),),
)
