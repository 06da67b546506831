"""Finds the words that a model says it read, as they were written."""

import re

from domain.case import Case
from domain.finding import DraftQuote
from prompts.fence import concealed

MARKS = "\"'\u201c\u201d\u2018\u2019\u00ab\u00bb\u201e \n"


def located(item_id: str, text: str, case: Case) -> DraftQuote:
    """The words as they stand in the item, or in another where the model took one item for the other, whatever white
    space it put between them; as the model gave them where nobody wrote them, for the citation check to strike."""
    words = concealed(text).strip(MARKS).split()
    ordered = sorted(case.content, key=lambda item: item.id != item_id)
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    for item in ordered if words else ():
        found = pattern.search(item.text)
        if found:
            return DraftQuote(item_id=item.id, text=found[0], start=found.start())
    return DraftQuote(item_id=item_id, text=text)
