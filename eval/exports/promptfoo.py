"""A labelled case as a test of promptfoo: the case as a variable, its outcome as an `equals` assertion.

Tried with promptfoo 0.121.20. It renders variables with Nunjucks, opens those that hold JSON before it does, and reads
the file of one that begins with `file://`; of a result it redacts what looks like a secret, such as plain Base64. So
the case travels as `base64:…`, and what a person reads beside it is inert.
"""

from typing import Any

from eval.dataset.labelled_case import LabelledCase
from eval.exports.shown_content import shown_content
from eval.exports.whole_case import LABELLED_CASE, in_base64, whole_case


def promptfoo_test(labelled: LabelledCase) -> dict[str, Any]:
    gold = labelled.gold
    case = labelled.case.model_dump_json(exclude_defaults=True)
    return {
        "vars": {
            "content": inert(shown_content(labelled.case)),
            "case": in_base64(case),
        },
        "assert": [{"type": "equals", "value": gold.outcome}] if gold.outcome else [],
        "metadata": {
            "id": labelled.id,
            "violated": list(gold.violated),
            LABELLED_CASE: in_base64(whole_case(labelled)),
        },
    }


def inert(text: str) -> str:
    """Without the marks of Nunjucks. It begins with a kind of content, so it is neither JSON nor `file://`."""
    return text.replace("{", "(").replace("}", ")")
