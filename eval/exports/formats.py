"""The forms in which labelled cases are exported, and the files of each."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from eval.dataset.labelled_case import LabelledCase
from eval.exports.export_format import ExportFormat
from eval.exports.label_studio import label_config, label_studio_task
from eval.exports.langfuse import langfuse_item
from eval.exports.promptfoo import promptfoo_test

LABEL_CONFIG = "label-config.xml"


WRITERS: Mapping[ExportFormat, Callable[[LabelledCase, str], dict[str, Any]]] = {
    ExportFormat.LABEL_STUDIO: lambda labelled, _: label_studio_task(labelled),
    ExportFormat.LANGFUSE: langfuse_item,
    ExportFormat.PROMPTFOO: lambda labelled, _: promptfoo_test(labelled),
}


def export_text(cases: Sequence[LabelledCase], form: ExportFormat, dataset_name: str) -> str:
    """The JSON file, one entry for each case."""
    entries = [WRITERS[form](labelled, dataset_name) for labelled in cases]
    value = {"data": entries} if form is ExportFormat.LANGFUSE else entries
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def further_files(cases: Sequence[LabelledCase], form: ExportFormat, clauses: Sequence[str]) -> dict[str, str]:
    """By name, what the tool needs besides. `clauses`: those of the policies; the ones that the cases name come too."""
    if form is not ExportFormat.LABEL_STUDIO:
        return {}
    named = (clause for labelled in cases for clause in labelled.gold.violated)
    return {LABEL_CONFIG: label_config(sorted({*clauses, *named}))}
