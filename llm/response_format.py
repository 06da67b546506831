"""The forms in which a server can be held to a JSON schema, and which of them it was found to take."""

import json
from functools import lru_cache
from threading import Lock
from typing import Any

from openai.lib._pydantic import to_strict_json_schema
from pydantic import BaseModel

from llm.options import AnswerForm

DOWN = {AnswerForm.SCHEMA: AnswerForm.OBJECT, AnswerForm.OBJECT: AnswerForm.TEXT}


class Forms:
    """Kept for the life of the process, so that a server says no to a form once. A form that was asked for by name is
    never left."""

    def __init__(self, wanted: AnswerForm = AnswerForm.AUTO) -> None:
        self._settled = wanted is not AnswerForm.AUTO
        self._form = wanted if self._settled else AnswerForm.SCHEMA
        self._lock = Lock()

    @property
    def now(self) -> AnswerForm:
        return self._form

    def give_up(self, form: AnswerForm) -> bool:
        """Whether there is another form to try in place of this one, which the server turned down."""
        with self._lock:
            if self._form is form and not self._settled and form in DOWN:
                self._form = DOWN[form]
            return self._form is not form


@lru_cache(maxsize=64)
def demanded(form: AnswerForm, schema: type[BaseModel]) -> dict[str, Any]:
    """The arguments of the request that hold the server to the schema; none by words alone. They go by `extra_body`,
    for the client walks through each type of what is given otherwise, which takes it milliseconds."""
    if form is AnswerForm.SCHEMA:
        shape = {"name": schema.__name__, "schema": to_strict_json_schema(schema), "strict": True}
        return {"extra_body": {"response_format": {"type": "json_schema", "json_schema": shape}}}
    return {"extra_body": {"response_format": {"type": "json_object"}}} if form is AnswerForm.OBJECT else {}


@lru_cache(maxsize=64)
def told(form: AnswerForm, schema: type[BaseModel]) -> str:
    """What the model must be told in words, because its decoder is not."""
    if form is AnswerForm.SCHEMA:
        return ""
    shape = json.dumps(schema.model_json_schema(), ensure_ascii=False, separators=(",", ":"))
    return f"\n\nAnswer with one JSON object and nothing else. It must follow this JSON schema:\n{shape}"
