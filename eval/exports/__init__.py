"""Exports of labelled cases to Label Studio, Langfuse and promptfoo, in forms that `eval/imports/` reads back."""
