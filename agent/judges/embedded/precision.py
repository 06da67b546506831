"""How often the embedded judge must have been right, for it to decide alone."""

from pydantic import Field

from domain.base import FrozenModel

MEASURED_EXAMPLES, ENOUGH_EXAMPLES = 5, 10
"""On either side of a rule: the fewest and the most with which the judge was measured in policies new to it."""


class Precision(FrozenModel):
    """Both are shares of posts that were read alike, measured on posts that the judge had not seen."""

    min_precision: float = Field(
        default=0.85,
        ge=0,
        le=1,
        description="The embedded judge names a rule only where it was right at least this often about posts that it "
        "read like this one. Else a person decides, with a shortlist.",
    )
    max_breach: float = Field(
        default=0.2,
        ge=0,
        le=1,
        description="The embedded judge passes a post only where at most this share of the posts that it read like "
        "this one violate a rule.",
    )
