"""Words by which an English text denies a claim, warns of it, or reports that others make it.

Embeddings of a claim and of its denial are much alike, so the judge names no rule by a sentence beside such words."""

from collections.abc import Sequence

from agent.judges.base import ContentSegment
from text.linear_patterns import linear_pattern

_UNTRUE = r"(?:lies?|myths?|nonsense|hoax(?:es)?|scams?|rubbish|bogus|untrue|false|rip-?offs?|made[ -]up)"
_DENIED = (
    rf"(?:is|are|was|were|it's|that's|all|total|pure|utter|such|another|myth) (?:just |all )?(?:an? )?{_UNTRUE}",
    r"(?:is|are|was|were)(?:n['\u2019]t| not) true",
    r"(?:do|does|did|will|can)(?:n['\u2019]t| not) (?:actually |really )?(?:believe|trust|fall for|cure|heal|work)",
    r"never (?:believe|trust|fall for|cured?|healed?|worked?)",
    r"(?:nobody|no one|no-one) should",
    r"no (?:proof|evidence)",
    r"debunk(?:s|ed|ing)?",
)
_WARNED = (
    r"beware|watch out|walk away|run away|stay away|steer clear|be careful|be wary",
    r"warn(?:s|ed|ing)?(?: you| people| everyone| others)? (?:of|about|against|that)",
)
_REPORTED = (
    r"(?:if|when(?:ever)?) (?:some(?:one|body)|any(?:one|body)|they|a seller|people) "
    r"(?:says?|tells?|claims?|promises?|offers?|asks?)",
    r"(?:says?|said|tells? you|told me|claims?|claimed|claiming|pretends?) that",
    r"so[- ]called|supposedly|allegedly",
)
_WORDS = linear_pattern(rf"\b(?:{'|'.join((*_DENIED, *_WARNED, *_REPORTED))})\b", ignore_case=True)


def may_be_denied(segments: Sequence[ContentSegment], row: int) -> str | None:
    """The words in this segment, or in one beside it in the same item, by which it may be denied; None without any."""
    near = (segments[n] for n in range(max(0, row - 1), min(len(segments), row + 2)))
    found = (_WORDS.search(one.reading) for one in near if one.item_id == segments[row].item_id)
    return next((match[0] for match in found if match), None)
