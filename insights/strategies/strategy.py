"""A strategy as its file states it: who owns it, when it hits, what it then does, and until when."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from domain.base import FrozenModel

Market = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class Subject(StrEnum):
    CREATOR = "creator"
    POST = "post"


class Action(StrEnum):
    QUEUE = "queue"
    LABEL = "label"
    PROPOSE = "propose"


class State(StrEnum):
    SHADOW = "shadow"
    REVIEW_ONLY = "review_only"
    ACTIVE = "active"
    RETIRED = "retired"


NO_ACTION = "none"
"""What a strategy in shadow does: its hits are stored and nothing else happens."""
_ORDER = (State.SHADOW, State.REVIEW_ONLY, State.ACTIVE)


class Scope(FrozenModel):
    """`markets`: empty for all."""

    subject: Subject = Subject.CREATOR
    markets: tuple[Market, ...] = ()


class Strategy(FrozenModel):
    """`when` is a CEL condition over the declared variables. `states` maps each state to its first day. `expires`: the
    first day on which it runs no more. `max_daily`: the hits of a day, at most."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{2,60}$")
    version: int = Field(ge=1)
    title: str = Field(min_length=1)
    owner: str = Field(min_length=1)
    expires: date
    max_daily: int = Field(ge=1)
    scope: Scope = Scope()
    when: str = Field(min_length=1)
    action: Action
    states: Mapping[State, date]

    @property
    def key(self) -> str:
        return f"{self.id}@{self.version}"

    @model_validator(mode="after")
    def _states_are_in_order(self) -> "Strategy":
        """Shadow before review only, review only before active; retired may follow any of them."""
        present = [state for state in _ORDER if state in self.states]
        if present != [*_ORDER[: len(present)]] or not present:
            raise ValueError("states: a strategy begins in shadow, then comes review_only, then active")
        days = [self.states[state] for state in (*present, State.RETIRED) if state in self.states]
        if days != sorted(days):
            raise ValueError("states: the days are not in the order shadow, review_only, active, retired")
        return self

    def state_on(self, day: date) -> State | None:
        """None before its first day. An expired strategy is retired."""
        if day >= self.expires:
            return State.RETIRED
        begun = [state for state, first in self.states.items() if first <= day]
        return max(begun, key=[*State].index) if begun else None

    def action_on(self, day: date) -> str | None:
        """What a hit on this day does; None if the strategy does not run."""
        state = self.state_on(day)
        if state is None or state is State.RETIRED:
            return None
        if state is State.SHADOW:
            return NO_ACTION
        return str(Action.QUEUE if state is State.REVIEW_ONLY else self.action)
