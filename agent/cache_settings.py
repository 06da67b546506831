"""The settings of the memory of readings."""

from pydantic import Field

from domain.base import FrozenModel


class ReadingCacheOptions(FrozenModel):
    """Without megabytes nothing is remembered."""

    megabytes: float = Field(
        default=32.0,
        ge=0,
        le=65_536,
        description="About the most memory in which a process of the service remembers how the embedded judge read a "
        "content, so that the same content is not embedded and judged again; 0: nothing is remembered.",
    )
    minutes: float = Field(
        default=60.0,
        gt=0,
        le=1_440,
        description="For how long a reading is remembered, and so the content that it is of.",
    )
