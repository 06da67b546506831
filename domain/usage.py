"""The language model usage of one case: calls, tokens and cost."""

from pydantic import Field

from domain.base import FrozenModel


class Usage(FrozenModel):
    """`cached_tokens`: the part of `input_tokens` that the server had cached. `cost`: in `currency`; None if a model in
    `unpriced` was called, or usage was not tracked. `unmetered`: the number of responses without token counts; those
    are estimated at four characters per token. `cached_answers`: answers from the cache of Clausewise, without a call.
    `flex_answers`: answers at the provider's lower price for questions that may wait."""

    calls: int = Field(default=0, ge=0)
    input_tokens: int = Field(default=0, ge=0)
    cached_tokens: int = Field(default=0, ge=0)
    output_tokens: int = Field(default=0, ge=0)
    cost: float | None = None
    currency: str = "USD"
    unpriced: tuple[str, ...] = ()
    unmetered: int = Field(default=0, ge=0)
    cached_answers: int = Field(default=0, ge=0)
    flex_answers: int = Field(default=0, ge=0)
