"""Datasets from elsewhere: tables, exports of Langfuse, LangSmith and promptfoo, and the reviews of moderators."""
