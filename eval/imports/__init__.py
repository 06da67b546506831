"""Labelled cases that were kept elsewhere: tables, and what Langfuse, LangSmith and promptfoo export."""
