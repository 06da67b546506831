"""What one case asked of language models, in questions, tokens and money."""

from pydantic import Field

from domain.base import FrozenModel


class Usage(FrozenModel):
    """`cached_tokens` is that part of `input_tokens` which the server had read before. `cost` is None where a
    model in `unpriced` was asked, or nobody kept account; `unmetered` counts the answers that came without a count of
    tokens, which we then took to be four letters each."""

    calls: int = Field(default=0, ge=0)
    input_tokens: int = Field(default=0, ge=0)
    cached_tokens: int = Field(default=0, ge=0)
    output_tokens: int = Field(default=0, ge=0)
    cost: float | None = None
    currency: str = "USD"
    unpriced: tuple[str, ...] = ()
    unmetered: int = Field(default=0, ge=0)
