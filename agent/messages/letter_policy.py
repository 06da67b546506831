"""What the policies of a day and a market say about letters: the ladder, redress, and the words for facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from domain.ladder import Ladder
from domain.redress import Redress
from domain.statement_codes import country_of
from policies.library import Library
from policies.vocabulary import Variable
from prompts.letter_notes import RedressWords


@dataclass(frozen=True)
class LetterPolicy:
    ladder: Ladder | None = None
    redress: Redress = field(default_factory=Redress)
    vocabulary: Mapping[str, Variable] | None = None

    @property
    def appeal_days(self) -> int | None:
        """Of the market's redress, else of the ladder."""
        return self.redress.appeal_days or (self.ladder.appeal_days if self.ladder else None)

    def redress_words(self, language: str) -> RedressWords:
        redress = self.redress
        return RedressWords(redress.complaint_days, redress.clause or "", redress.body_in(language))

    def answer_words(self, language: str, market: str | None) -> RedressWords:
        """In the answer to an appeal (Art. 20(5), Digital Services Act)."""
        certified = country_of(market) is not None and self.redress.body != "none"
        return replace(self.redress_words(language), certified=certified)


def letter_policy(library: Library, as_of: date, market: str | None) -> LetterPolicy:
    return LetterPolicy(library.ladder(as_of, market), library.redress_in(market), library.vocabulary)
