"""Markets: the codes in a field, with the names that stand for several of them."""

import re
from collections.abc import Mapping

from policies.parsing.field_reader import Fields

MARKET = re.compile(r"[A-Z][A-Z0-9_-]*")


def read_markets(fields: Fields, groups: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The markets named, groups opened; empty where the field is absent."""
    codes = fields.codes("markets", MARKET, "write codes in capitals with commas between, such as US, GB")
    return frozenset[str]().union(*(groups.get(code, {code}) for code in codes))


def narrow(whole: frozenset[str], fields: Fields, groups: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """A document's markets narrowed by a clause's; that nothing is left is a complaint, for empty means everywhere."""
    own = read_markets(fields, groups)
    if own and whole and not own & whole:
        right = f"name some of {', '.join(sorted(whole))}, or drop the field"
        line = fields.values["markets"].line
        fields.complaints.add(line, "the clause's markets lie outside those of its document", right)
    return own & whole if own and whole else own or whole
