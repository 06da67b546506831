"""Finds posts that are copies of one another, so that a reviewer decides them once: the same text, or a near copy.

A near copy is found by MinHash (A. Broder, "On the resemblance and containment of documents", 1997) and verified by the
Jaccard similarity of the two texts. It is none if it differs in a word that may change the decision.
"""

import hashlib
import json
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from domain.case import Case
from domain.decision import Decision
from domain.finding import FindingStatus
from store.queue.copies import Fingerprint
from text.normalization import normalise
from text.search_words import UNSPACED_LETTER, search_words

MIN_SIMILARITY = 0.9  # Jaccard, of the sets of shingles
SHINGLE_CHARS = 5
MIN_SHINGLES = 60  # of a shorter text, which one word changes, only the same text is a copy
BANDS, ROWS = 12, 10  # finds 99.4% of the pairs at a similarity of 0.9, 1 - (1 - 0.9 ** 10) ** 12, and 4% at 0.6
DECIDED_WORDS = 4  # a deciding word and what it decides about: "not a proven cure"
SEED = 1  # of the permutations: another one would not find the copies stored before
OPEN_STATUSES = (FindingStatus.VIOLATED, FindingStatus.UNCLEAR, FindingStatus.EXEMPTED)
WORDS_FILE = Path(__file__).with_name("deciding_words.toml")


@dataclass(frozen=True)
class CopyFinder:
    def fingerprint(self, case: Case, decision: Decision) -> Fingerprint:
        """Two fingerprints have no band in common unless market, language, facts and found clauses are equal."""
        common, text = _common(case, decision), folded_text(case)
        return Fingerprint(digest=_hex(common, text), bands=_bands(common, text))

    def are_copies(self, case: Case, other: Case) -> bool:
        """Verifies two cases whose fingerprints have a band in common."""
        if len(case.content) != len(other.content):
            return False
        one, two = shingles(folded_text(case)), shingles(folded_text(other))
        if len(one & two) < MIN_SIMILARITY * len(one | two):
            return False
        return _decide_alike(case, other)


def folded_text(case: Case) -> str:
    """As a person reads it, without regard to case and spaces; one line for each content item."""
    return "\n".join(" ".join(normalise(item.text).text.casefold().split()) for item in case.content)


def shingles(text: str) -> frozenset[str]:
    """Each run of SHINGLE_CHARS characters, once."""
    return frozenset(text[i : i + SHINGLE_CHARS] for i in range(len(text) - SHINGLE_CHARS + 1))


def _common(case: Case, decision: Decision) -> str:
    """What copies share besides the text."""
    versions = {clause.clause_id: clause.version for clause in decision.evidence.clauses}
    verdict = decision.verdict
    found = {(one.clause_id, one.status.value) for one in verdict.findings if one.status in OPEN_STATUSES}
    found |= {(one.clause_id, "shortlist") for one in verdict.shortlist}
    clauses = sorted((clause_id, versions.get(clause_id, ""), status) for clause_id, status in found)
    left_out = {"id", "text", "region"}
    items = [item.model_dump(mode="json", exclude=left_out, exclude_defaults=True) for item in case.content]
    situation = [case.market, case.language, case.scope, case.live, case.facts]
    files = [one.sha256 or one.id for one in case.media]
    shared = [situation, items, verdict.outcome.value, clauses, *([files] if files else [])]
    return json.dumps(shared, sort_keys=True)


def _bands(common: str, text: str) -> tuple[int, ...]:
    """Parts of the signature, each with what copies share, as numbers of 64 bits."""
    from rensa import RMinHash

    found = shingles(text)
    if len(found) < MIN_SHINGLES:
        return ()
    hashing = RMinHash(num_perm=BANDS * ROWS, seed=SEED)
    hashing.update(sorted(found))
    signature = hashing.digest()
    return tuple(_number(common, n, signature[n * ROWS : (n + 1) * ROWS]) for n in range(BANDS))


def _number(common: str, band: int, rows: list[int]) -> int:
    digest = hashlib.blake2b(json.dumps([common, band, rows]).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _hex(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _decide_alike(case: Case, other: Case) -> bool:
    """Whether both have the same numbers and deciding words, each before the same words, and the same words of scripts
    without spaces, in which one character may negate."""
    return all(_deciding(one.text) == _deciding(two.text) for one, two in zip(case.content, other.content, strict=True))


def _deciding(text: str) -> Counter[tuple[str, ...]]:
    words, known = [*search_words(text)], deciding_words()
    return Counter(
        tuple(words[place : place + DECIDED_WORDS])
        for place, word in enumerate(words)
        if word in known or UNSPACED_LETTER.search(word) or any(character.isdigit() for character in word)
    )


@cache
def deciding_words() -> frozenset[str]:
    """Folded."""
    lists = tomllib.loads(WORDS_FILE.read_text(encoding="utf-8")).values()
    return frozenset(folded for words in lists for word in words for folded in search_words(word))
