"""The tables of what the platform does: letters, costs, audits, experiments, strategies, and notes of changes."""

from warehouse.tables.table import DAY, Table, integer, real, text

LETTERS = Table(
    "letters",
    "Letters that were sent to creators about a decision.",
    (
        text("letter_id", "The id of the letter."),
        text("decision_id", "The decision that it explains."),
        text("creator_id", "The creator."),
        integer("at", "When it was delivered: Unix seconds, UTC."),
    ),
    key=("letter_id",),
    time="at",
    derived=(DAY,),
)
DECISION_COSTS = Table(
    "decision_costs",
    "What a decision cost. A later load may add the time of a review.",
    (
        text("decision_id", "The decision."),
        text("creator_id", "The creator."),
        integer("at", "When the decision was made: Unix seconds, UTC."),
        real("model_cost", "What model calls cost, in one currency; 0 without a model."),
        real("review_seconds", "How long people looked at it; null if nobody did.", nullable=True),
    ),
    key=("decision_id",),
    time="at",
    derived=(DAY,),
)
AUDIT_ITEMS = Table(
    "audit_items",
    "Posts drawn at random by views for an audit, each draw a row, with what a person found. A later load adds that.",
    (
        text("audit_id", "The id of the draw."),
        text("post_id", "The post."),
        text("creator_id", "Who published the post."),
        integer("at", "The last moment of the day whose views were audited: Unix seconds, UTC."),
        real(
            "probability",
            "The chance of this post in one draw of that day; where no post is drawn twice, of being drawn.",
        ),
        real(
            "weight",
            "Views of that day that the draw stands for: views / (draws of the day * probability); where no post is "
            "drawn twice, views / probability.",
        ),
        text("outcome", "What the person found.", "violation", "no_violation", nullable=True),
    ),
    key=("audit_id",),
    time="at",
    derived=(DAY,),
)
ASSIGNMENTS = Table(
    "assignments",
    "Which arm of an experiment a creator is in.",
    (
        text("experiment", "The id of the experiment."),
        text("creator_id", "The creator."),
        integer("at", "From when on: Unix seconds, UTC."),
        text("arm", "The arm, such as control."),
    ),
    key=("experiment", "creator_id"),
    time="at",
    derived=(DAY,),
    planned=True,
    indexes=(("creator_id", "day"),),
)
STRATEGY_HITS = Table(
    "strategy_hits",
    "What strategies found.",
    (
        text("hit_id", "The id of the hit."),
        text("strategy", "The id of the strategy."),
        integer("version", "Its version."),
        text("creator_id", "The creator."),
        text("post_id", "The post, if the strategy is about posts.", nullable=True),
        integer("at", "When: Unix seconds, UTC."),
        text("action", "What the strategy did.", "none", "queue", "label", "propose"),
    ),
    key=("hit_id",),
    time="at",
    derived=(DAY,),
)
ANNOTATIONS = Table(
    "annotations",
    "What the platform changed, or what happened to it, so that a movement of a metric can be explained.",
    (
        text("annotation_id", "The id of the note."),
        integer("at", "When it began: Unix seconds, UTC."),
        integer("ended_at", "When it ended; null if it goes on: Unix seconds, UTC.", nullable=True),
        text("kind", "What it is.", "policy", "strategy", "experiment", "campaign", "outage"),
        text("market", "The only market that it is about; null for all.", nullable=True),
        text("clause_id", "The clause that it is about.", nullable=True),
        text("title", "What happened, in a few words."),
    ),
    key=("annotation_id",),
    time="at",
    derived=(DAY,),
    after=("at", "ended_at"),
)
OPERATION_TABLES = (LETTERS, DECISION_COSTS, AUDIT_ITEMS, ASSIGNMENTS, STRATEGY_HITS, ANNOTATIONS)
