"""The second question to a model about its pass, compared with a golden file."""

import re
from collections.abc import Callable
from dataclasses import replace

from agent.judges.model.judge import LlmJudge
from agent.judges.model.second_question import SecondQuestion
from llm.options import LlmOptions
from llm.scripted import Script, ScriptedModels
from llm.session import LazySession
from tests.agent.judges.model.test_second_question import make_input

MARK = re.compile(r"\b[0-9a-f]{16}\b")


def test_second_question_matches_golden_file(golden: Callable[[str, str], None]) -> None:
    """The mark of the fence is random, the order of the sentences is not."""
    models = ScriptedModels(Script(['{"findings": []}']))
    judge_input = replace(make_input(), models=LazySession(models))
    SecondQuestion(LlmJudge(LlmOptions(chat_model="m"))).ask(judge_input, ("R-1",), (0, 1), ())
    prompt = models.chat.requests[0].text
    assert len(set(MARK.findall(prompt))) == 1
    golden("model_second_question.txt", MARK.sub("a1b2c3d4e5f60718", prompt))
