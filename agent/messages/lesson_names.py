"""Finds names in a lesson by their capitals, and in German, where nouns have them too, by what is no noun."""

from collections.abc import Iterator

from agent.messages.lesson_claims import words_pattern
from text.linear_patterns import linear_pattern

CAPITALISED_NOUNS = frozenset({"de"})
SENTENCE_ENDS = ".!?:;\u2026\u00a1\u00bf\n"
OPENERS = " \u00a0\u202f\"'(\u2018\u201c\u201e\u00ab-\u2013\u2014"
CAPITALISED = linear_pattern(r"[\p{Lu}\p{Lt}][\p{L}\p{M}\p{N}]*(?:['\u2019][\p{L}]{1,3})?")
# After a word that begins a sentence: what a company does, or "for example".
NAMED_SUBJECT = linear_pattern(
    r"^(?:, (?:for (?:example|instance)|por e(?:jemplo|xemplo)|misalnya|contohnya|ví dụ|chẳng hạn|zum Beispiel|etwa|"
    r"par exemple)"
    r"| (?:prints|publishes|lists|sells|offers|advises|recommends|owns|produces|manufactures|confirms|"
    r"explains|writes|publica|vende|ofrece|oferece|recomienda|recomenda|aconseja|fabrica|confirma|explica|escribe|"
    r"escreve|mencantumkan|menjual|menawarkan|menyarankan|menulis|menjelaskan|"
    r"ghi rõ|bán|khuyên|sản xuất|công bố|nói rõ|"
    r"druckt|veröffentlicht|verkauft|bietet|empfiehlt|rät|schreibt|erklärt|bestätigt|macht|"
    r"imprime|publie|vend|propose|offre|recommande|conseille|fabrique|confirme|explique|écrit|l['\u2019](?:explique|écrit|imprime)))(?:[^\w]|$)",
    ignore_case=True,
)
NAMED_SUBJECT_CHARS = 24
POSSESSIVE_STARTS = linear_pattern(
    r"^(?:it|that|what|here|there|he|she|let|who|how|where|someone|nobody|people|one)$", ignore_case=True
)
# German: an article or the like, and perhaps adjectives, before a noun.
BEFORE_NOUN = linear_pattern(
    r"(?:^|[^\p{L}])(?i:der|die|das|den|dem|des|(?:k?ein|mein|dein|sein|ihr|unser)(?:e[nmrs]?)?|"
    r"(?:dies|jed|jen|welch|manch|all|viel|wenig|beid|mehrer|einig|solch)(?:e[nmrs]?)?|"
    r"etwas|mehr|beim|zum|zur|vom|im|am|ins|ans)(?: \p{Ll}+(?:e|en|er|es|em)){0,2} [\"\u201e\u00bb]?$"
)
BEFORE_NOUN_CHARS = 60
# German: a genitive that begins a sentence, before another noun.
GENITIVE = linear_pattern(r"^.+[^sS]s \p{Lu}")
NO_GENITIVE = linear_pattern(
    r"^(?:das|des|(?:dies|jed|all|ein|mein|dein|etwa|nicht|fall|all|gut|neu)e?s|was|bis|als|aus|es) ", ignore_case=True
)


def find_names(prose: str, known: frozenset[str], language: str) -> Iterator[str]:
    """Capitalised words inside a sentence, and possessives at its beginning, that are not among the known words."""
    nouns = language in CAPITALISED_NOUNS
    for found in CAPITALISED.finditer(prose):
        start, end = found.span()
        word = found[0].replace("\u2019", "'").partition("'")[0]
        if prose[start - 1 : start].isalnum() or _is_known(word, known) or (nouns and _is_noun(word, prose, start)):
            continue
        if (
            not _starts_sentence(prose, start)
            or _is_possessive(found[0])
            or _is_named_subject(word, prose, end)
            or (nouns and _is_genitive(prose[start : end + 2]))
        ):
            yield found[0]


def _is_known(word: str, known: frozenset[str]) -> bool:
    return word.casefold() in known or words_pattern("capitalised").fullmatch(word) is not None


def _is_noun(word: str, prose: str, at: int) -> bool:
    """It is one that lessons use, or ends like one, or has an article."""
    before = prose[max(0, at - BEFORE_NOUN_CHARS) : at]
    return words_pattern("noun").fullmatch(word) is not None or BEFORE_NOUN.search(before) is not None


def _is_possessive(written: str) -> bool:
    word, _, ending = written.replace("\u2019", "'").partition("'")
    return ending == "s" and not POSSESSIVE_STARTS.match(word)


def _is_genitive(words: str) -> bool:
    return GENITIVE.match(words) is not None and NO_GENITIVE.match(words) is None


def _is_named_subject(word: str, prose: str, end: int) -> bool:
    is_name = words_pattern("no_name").fullmatch(word) is None
    return is_name and NAMED_SUBJECT.match(prose[end : end + NAMED_SUBJECT_CHARS]) is not None


def _starts_sentence(prose: str, at: int) -> bool:
    while at > 0 and prose[at - 1] in OPENERS:
        at -= 1
    return at == 0 or prose[at - 1] in SENTENCE_ENDS
