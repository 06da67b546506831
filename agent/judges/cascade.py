"""Judges in order of their price: each reads only what those before it were not sure of."""

from collections.abc import Sequence

from agent.judges.base import Judge, JudgeInput, JudgeOutput
from agent.judges.cascade_state import EXACT, Docket
from domain.decision import Degradation
from llm.errors import FOR_THE_WHOLE_CASE, LlmError
from llm.options import Band


class Cascade:
    """Facts are exact; then the embedded judge by its own band, and the language models by theirs. Where no model can
    be asked, what the embedded judge said stands."""

    name = "cascade"

    def __init__(self, rules: Judge, local: Judge, models: Sequence[Judge], *, local_band: Band, band: Band) -> None:
        self._rules = rules
        self._local = local
        self._models = tuple(models)
        self._local_band = local_band
        self._band = band
        self.model = "+".join(dict.fromkeys(judge.model for judge in (rules, local, *models)))

    def judge(self, brief: JudgeInput) -> JudgeOutput:
        docket = Docket(brief)
        docket.hear(self._rules, EXACT)
        docket.hear(self._local, self._local_band)
        for model in self._models:
            if docket.open:
                _ask(model, docket, self._band)
        return docket.opinion()


def _ask(model: Judge, docket: Docket, band: Band) -> None:
    try:
        docket.hear(model, band)
    except LlmError as error:
        docket.degraded.append(Degradation(component=model.name, reason=str(error)))
        if error.kind in FOR_THE_WHOLE_CASE and docket.brief.models is not None:
            docket.brief.models.give_up(error)
