"""The tables of what creators publish: posts with their measures and copies, live sessions, products."""

from warehouse.tables.table import DAY, Column, Table, integer, real, text

POSTS = Table(
    "posts",
    "What a creator published.",
    (
        text("post_id", "The id of the post."),
        text("creator_id", "Who published it."),
        integer("at", "When it was published: Unix seconds, UTC."),
        text("market", "The market in which it was published, such as US."),
        text("language", "The language of the caption, such as en."),
        text("kind", "What the post is.", "video", "photo", "text", "live_clip"),
        Column("caption", "text", "The caption; empty if there is none.", blank=True),
        text("product_id", "The product that the post links.", nullable=True),
        real("duration_s", "The length of a video in seconds.", nullable=True),
    ),
    key=("post_id",),
    time="at",
    derived=(
        DAY,
        integer("hour", "The hour, 0 to 23, on the clock of the market, without summer time.", nullable=True),
        text("caption_key", "Equal for captions that differ in case, digits, signs and blanks only.", nullable=True),
    ),
)
POST_MEASURES = Table(
    "post_measures",
    "What detectors measured of a post. A value that was not measured is null, and `reason` says why.",
    (
        text("post_id", "The post."),
        text(
            "name",
            "What was measured.",
            *("still_share", "silence_share", "text_only", "sharpness", "exposure", "banner_share"),
            *("own_repetition", "copy_of_other"),
        ),
        real("value", "The value; null if it was not measured.", nullable=True),
        real("confidence", "From 0 to 1.", nullable=True),
        text("reason", "The reason code, or why nothing was measured."),
    ),
    key=("post_id", "name"),
)
COPIES = Table(
    "copies",
    "Pairs of posts of which one shows what the other shows.",
    (
        text("post_id", "The later post of the two."),
        text("of_post_id", "The earlier post of the two."),
        integer("at", "When the later post was published: Unix seconds, UTC."),
        text("transformation", "What was changed, such as mirror, crop, banner, caption or none."),
        real("coverage", "The share of the later post that the copy covers, from 0 to 1."),
        real("distance", "How far the two are apart, from 0 to 1; 0 for equal ones."),
    ),
    key=("post_id", "of_post_id"),
    time="at",
    derived=(DAY,),
    indexes=(("of_post_id",),),
)
LIVE_SESSIONS = Table(
    "live_sessions",
    "The live sessions of creators.",
    (
        text("session_id", "The id of the session."),
        text("creator_id", "Who hosted it."),
        integer("at", "When it began: Unix seconds, UTC."),
        integer("ended_at", "When it ended: Unix seconds, UTC.", nullable=True),
        text("market", "The market in which it was shown."),
        text("product_id", "The product that was sold most.", nullable=True),
    ),
    key=("session_id",),
    time="at",
    derived=(DAY,),
    after=("at", "ended_at"),
)
PRODUCTS = Table(
    "products",
    "The products that creators sell.",
    (
        text("product_id", "The id of the product."),
        text("category", "The category of the product."),
        text("merchant_id", "The merchant who sells it."),
        text("title", "The title of the product."),
    ),
    key=("product_id",),
)
