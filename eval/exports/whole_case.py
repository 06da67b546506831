"""The whole labelled case as one text that travels through a tool unseen, so that an import loses nothing."""

import json
from base64 import b64decode, b64encode
from binascii import Error
from typing import Any

from eval.dataset.labelled_case import LabelledCase

LABELLED_CASE = "labelled_case"
BASE64 = "base64:"


def whole_case(labelled: LabelledCase) -> str:
    """JSON."""
    return json.dumps(labelled.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False)


def read_whole_case(text: str) -> LabelledCase:
    """JSON, also as `in_base64` gives it. Raises ValueError."""
    if not text.lstrip().startswith("{"):
        try:
            text = b64decode(text.removeprefix(BASE64), validate=True).decode()
        except (Error, ValueError) as error:
            raise ValueError(f"{LABELLED_CASE} was changed and cannot be read: export the case again") from error
    return LabelledCase.model_validate_json(text)


def in_base64(text: str) -> str:
    """Neither JSON nor a template to any tool. With the colon it does not look like a secret."""
    return BASE64 + b64encode(text.encode()).decode()


def has_whole_case(fields: Any) -> bool:
    return isinstance(fields.get(LABELLED_CASE), str)
