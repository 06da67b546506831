"""Imports of datasets: tables, exports of Langfuse, LangSmith and promptfoo, and the reviews of moderators."""
