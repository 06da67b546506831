"""Masks personal data in the texts of a record, and finds what is left of it."""

import re
from collections.abc import Mapping

from agent.messages.masking import mask_contacts
from prompts.untrusted import one_line, shortened

TEXT_FIELDS = (
    "decision_visibility_other",
    "decision_monetary_other",
    "illegal_content_legal_ground",
    "illegal_content_explanation",
    "incompatible_content_ground",
    "incompatible_content_explanation",
    "content_type_other",
    "category_specification_other",
    "decision_facts",
    "source_identity",
)
# The number of an act, which would otherwise be read as one of a phone: 2022/2065, 98/2013, 2005/29/EC.
ACT = re.compile(r"(?<![\w/.+-])((?:19|20)\d\d/\d{1,4}|\d{1,4}/(?:19|20)\d\d)(?:/E[CU])?(?![\w/]| ?\d)")
ROUNDS = 4  # masking one contact may reveal another


def mask(text: str) -> str:
    """One line without names of accounts, addresses, numbers of phones and links."""
    text = one_line(text)
    for _ in range(ROUNDS):
        before, text = text, "".join(_parts(text))
        if text == before:
            break
    return text


def _parts(text: str) -> list[str]:
    parts, end = [], 0
    for act in ACT.finditer(text):
        parts += [_mask_part(text[end : act.start()]), act[0]]
        end = act.end()
    return [*parts, _mask_part(text[end:])]


def _mask_part(part: str) -> str:
    """With the space around it."""
    lead, trail = part[: len(part) - len(part.lstrip())], part[len(part.rstrip()) :]
    return f"{lead}{mask_contacts(part, third_party=True)}{trail}" if part.strip() else part


def masked(text: str, limit: int) -> str:
    """At most `limit` characters."""
    return shortened(mask(text), limit)


def find_personal_data(record: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """Field to message, for texts that masking would change."""
    found: dict[str, tuple[str, ...]] = {}
    for name in TEXT_FIELDS:
        text = record.get(name)
        if isinstance(text, str) and text != mask(text):
            found[name] = (f"The {name.replace('_', ' ')} field contains personal data or hidden characters: mask it.",)
    return found
