"""A labelled case as an item of a Langfuse dataset: the body of POST /api/public/dataset-items.

Read in langfuse/langfuse at 1a1bbc05, fern/apis/server/definition/dataset-items.yml. Ids are unique in a project, and
an item with a known id is replaced.
"""

from typing import Any

from eval.dataset.labelled_case import LabelledCase
from eval.exports.whole_case import LABELLED_CASE, whole_case


def langfuse_item(labelled: LabelledCase, dataset_name: str) -> dict[str, Any]:
    gold = labelled.gold
    expected = {"outcome": gold.outcome, "violated": list(gold.violated), "reason": gold.reason}
    return {
        "id": f"{dataset_name}/{labelled.id}",
        "datasetName": dataset_name,
        "input": labelled.case.model_dump(mode="json", exclude_defaults=True),
        "expectedOutput": expected,
        "metadata": {LABELLED_CASE: whole_case(labelled)},
        "status": "ACTIVE",
    }
