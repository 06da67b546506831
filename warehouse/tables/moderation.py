"""The tables of moderation: decisions, reviews, appeals."""

from warehouse.tables.table import DAY, Table, integer, text

DECISIONS = Table(
    "decisions",
    "What was decided of posts and accounts.",
    (
        text("decision_id", "The id of the decision."),
        text("creator_id", "The creator."),
        text("post_id", "The post; null for a decision about the account.", nullable=True),
        integer("at", "When: Unix seconds, UTC."),
        text("outcome", "What was decided.", "violation", "no_violation", "needs_review"),
        text("clause_id", "The clause that was violated.", nullable=True),
        text("severity", "The severity of the violation.", "low", "medium", "high", "critical", nullable=True),
    ),
    key=("decision_id",),
    time="at",
    derived=(DAY,),
)
REVIEWS = Table(
    "reviews",
    "What people decided when they looked again.",
    (
        text("review_id", "The id of the review."),
        text("decision_id", "The decision that was reviewed."),
        text("creator_id", "The creator."),
        integer("at", "When: Unix seconds, UTC."),
        text("outcome", "What the person decided.", "violation", "no_violation", "needs_review"),
        text("reviewer", "The id of the person."),
    ),
    key=("review_id",),
    time="at",
    derived=(DAY,),
)
APPEALS = Table(
    "appeals",
    "Appeals of creators. A later load may close an open one.",
    (
        text("appeal_id", "The id of the appeal."),
        text("decision_id", "The decision that is contested."),
        text("creator_id", "The creator."),
        integer("at", "When it was received: Unix seconds, UTC."),
        integer("closed_at", "When it was closed: Unix seconds, UTC.", nullable=True),
        text("result", "How it was closed.", "upheld", "overturned", "withdrawn", nullable=True),
    ),
    key=("appeal_id",),
    time="at",
    derived=(DAY,),
    after=("at", "closed_at"),
)
