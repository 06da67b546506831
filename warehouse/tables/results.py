"""The tables that the daily jobs write. They hold counts and sums, whose ratios are formed where they are used."""

from warehouse.tables.table import Column, Table, integer, real, text

CREATOR = text("creator_id", "The creator.")
MARKET = text("market", "The market of the creator; null if the creator was not loaded.", nullable=True)
ACTIVITY: tuple[Column, ...] = (
    integer("posts", "Posts."),
    integer("videos", "Posts that are videos."),
    integer("timed_posts", "Posts whose hour on the clock of the market is known."),
    integer("night_posts", "Of these, posts from 0 to 6 o'clock."),
    integer("gaps", "Posts that follow another post of the last 28 days."),
    integer("gap_seconds", "The sum of the seconds since that post."),
    integer("longest_gap", "The longest of these times in seconds."),
    integer("bursts", "Posts that follow another post within ten minutes."),
    integer("live_sessions", "Live sessions."),
    integer("orders", "Orders."),
    real("amount", "What was paid for them."),
    integer("refunds", "Refunds."),
    integer("complaints", "Complaints."),
    integer("sampled_views", "Views in the sample."),
    real("views", "The views that these stand for."),
    integer("likes", "Likes."),
    integer("follows", "Follows."),
    integer("copies_of_others", "Posts that copy an earlier post of another creator."),
    integer("copies_of_own", "Posts that copy an earlier post of the same creator."),
    integer("violations", "Decisions of the day that found a violation, whatever became of them."),
)
EDGE_TIMES = (
    integer("first_at", "The first time of the day: Unix seconds, UTC."),
    integer("last_at", "The last time of the day: Unix seconds, UTC."),
)
CREATOR_DAY = Table(
    "creator_day",
    "What a creator did on a day, and what others did with it. Days without any event have no row.",
    (integer("day", "The day."), CREATOR, MARKET, *ACTIVITY),
    key=("day", "creator_id"),
    indexes=(("creator_id", "day"),),
)
CREATOR_FEATURES = Table(
    "creator_features",
    "The same over the 14 and the 28 days that end with the day, with captions and products.",
    (
        integer("day", "The last day of the window."),
        CREATOR,
        integer("window_days", "14 or 28."),
        MARKET,
        integer("active_days", "Days with a post."),
        *ACTIVITY,
        integer("captioned_posts", "Posts with a caption."),
        integer("distinct_captions", "Captions that differ in more than case, digits, signs and blanks."),
        integer("top_caption_posts", "Posts with the most frequent caption."),
        integer("product_posts", "Posts that link a product."),
        integer("products", "Products that these posts link."),
        integer("top_product_posts", "Posts that link the most frequent product."),
        integer("product_squares", "The sum of the squares of the posts of each product, for concentration."),
    ),
    key=("day", "creator_id", "window_days"),
    indexes=(("creator_id", "day"),),
)
DEVICE_EDGES = Table(
    "device_edges",
    "Creators and the devices on which they were seen.",
    (
        integer("day", "The day."),
        CREATOR,
        text("device", "The hash of the device."),
        MARKET,
        *EDGE_TIMES,
        integer("events", "How often."),
    ),
    key=("day", "creator_id", "device"),
)
PAYOUT_EDGES = Table(
    "payout_edges",
    "Creators and the targets to which they were paid.",
    (
        integer("day", "The day."),
        CREATOR,
        text("payout", "The hash of the target."),
        MARKET,
        *EDGE_TIMES,
        integer("events", "How often."),
    ),
    key=("day", "creator_id", "payout"),
)
PRODUCT_EDGES = Table(
    "product_edges",
    "Creators and the products that they linked or sold.",
    (
        integer("day", "The day."),
        CREATOR,
        text("product_id", "The product."),
        MARKET,
        *EDGE_TIMES,
        integer("posts", "Posts that link it."),
        integer("live_sessions", "Live sessions that sold it most."),
        integer("orders", "Orders of it that came through the creator."),
    ),
    key=("day", "creator_id", "product_id"),
)
LIKE_EDGES = Table(
    "like_edges",
    "People and the posts that they liked, or from which they followed the creator.",
    (
        integer("day", "The day."),
        text("actor", "Who reacted."),
        text("post_id", "The post."),
        text("creator_id", "Who published the post."),
        MARKET,
        *EDGE_TIMES,
        integer("likes", "Likes."),
        integer("follows", "Follows."),
    ),
    key=("day", "actor", "post_id"),
)
DECISION_STATES = Table(
    "decision_states",
    "What had become of a decision by the end of a day on which something happened to it. The last row holds.",
    (
        integer("day", "The day."),
        text("decision_id", "The decision."),
        CREATOR,
        text("post_id", "The post, if it was about one.", nullable=True),
        integer("at", "When it was made."),
        text("first_outcome", "What was decided first."),
        text("outcome", "What holds: the last review, or no_violation after an appeal that was won."),
        text("clause_id", "The clause.", nullable=True),
        text("severity", "The severity.", nullable=True),
        integer("reviewed_at", "When it was last reviewed.", nullable=True),
        integer("appealed_at", "When the last appeal was received.", nullable=True),
        integer("closed_at", "When that appeal was closed, if it was.", nullable=True),
        text("appeal_result", "How that appeal was closed.", nullable=True),
    ),
    key=("day", "decision_id"),
    indexes=(("creator_id", "day"),),
)
CREATOR_RECORD = Table(
    "creator_record",
    "The decisions of the 90 days that end with the day, as they stood then.",
    (
        integer("day", "The last day of the window."),
        CREATOR,
        integer("decisions", "Decisions."),
        integer("violations", "Violations that hold."),
        integer("severe_violations", "Of these, violations of high or critical severity."),
        integer("clauses", "Clauses that these violations are about."),
        integer("overturned", "Violations that a review or an appeal took back."),
        integer("appeals", "Decisions that were appealed."),
        integer("open_appeals", "Of these, appeals that were not closed."),
        integer("last_violation_at", "When the last violation that holds was decided.", nullable=True),
    ),
    key=("day", "creator_id"),
)
RESULT_TABLES = {
    table.name: table
    for table in (
        *(CREATOR_DAY, CREATOR_FEATURES, DEVICE_EDGES, PAYOUT_EDGES, PRODUCT_EDGES, LIKE_EDGES),
        *(DECISION_STATES, CREATOR_RECORD),
    )
}
