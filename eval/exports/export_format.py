"""The names of the tools that labelled cases are exported to."""

from enum import StrEnum


class ExportFormat(StrEnum):
    LABEL_STUDIO = "label-studio"
    LANGFUSE = "langfuse"
    PROMPTFOO = "promptfoo"
