"""The content of a case as one text, for people who label it in another tool."""

from domain.case import Case, ContentItem


def shown_content(case: Case) -> str:
    """Each item below its kind in brackets."""
    return "\n\n".join(map(_shown_item, case.content)) or "[no text]"


def _shown_item(item: ContentItem) -> str:
    reply = f"in reply to: {item.replies_to}\n" if item.replies_to else ""
    return f"[{item.kind}]\n{reply}{item.text}"
