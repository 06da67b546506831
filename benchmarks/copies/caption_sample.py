"""Captions with planted families of reworded copies, among strangers who share topics, stock phrases and templates."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

TEMPLATES = (
    "link in bio",
    "shop now free shipping",
    "limited time offer use my code at checkout",
    "like and follow for more",
    "comment below and tag a friend who needs this",
    "link in bio shop now free shipping on all orders today only",
)
ENDINGS = ("", "", " ✨", " 🔥🔥", " #fyp", " #fyp #foryou", " #viral ❤️")
LETTERS = ("ka", "lo", "mi", "re", "su", "ta", "ne", "do", "vi", "shi", "pa", "go", "ru", "be", "li", "ma", "to", "sa")
THAI = [chr(code) for code in range(0x0E01, 0x0E2F)]
KANA = [chr(code) for code in range(0x30A2, 0x30F0)]
TOPICS, TOPIC_WORDS, STOCK = 400, 60, 200
UNSPACED_SHARE, TEMPLATE_SHARE, ONLY_TEMPLATE_SHARE = 0.1, 0.3, 0.03


@dataclass(frozen=True)
class CaptionSample:
    """`families`: the places of an original and its copies."""

    captions: list[str]
    families: list[list[int]]


class Language:
    """Words with Zipf frequencies, in topics, and stock phrases. Without spaces if `space` is empty."""

    def __init__(self, rng: random.Random, letters: Sequence[str], space: str, size: int) -> None:
        self.rng, self.space = rng, space
        self.words = ["".join(rng.choices(letters, k=rng.randint(2, 4))) for _ in range(size)]
        self.sums = [*accumulate(1 / (rank + 2.7) for rank in range(size))]  # of the weights
        self.topics = [rng.choices(self.words, k=TOPIC_WORDS) for _ in range(TOPICS)]
        self.stock = [rng.choices(self.words, cum_weights=self.sums, k=rng.randint(3, 5)) for _ in range(STOCK)]

    def caption(self) -> list[str]:
        topic = self.rng.choice(self.topics)
        words = list[str]()
        for _ in range(self.rng.randint(4, 12)):
            kind = self.rng.random()
            if kind < 0.15:
                words += self.rng.choice(self.stock)
            elif kind < 0.6:
                words.append(topic[int(len(topic) * self.rng.random() ** 2)])
            else:
                words += self.rng.choices(self.words, cum_weights=self.sums, k=2)
        return words if len(words) >= 8 else self.caption()

    def changed(self, words: list[str], share: float) -> list[str]:
        """With this share of the words, and at least one, replaced."""
        words = [*words]
        for place in self.rng.sample(range(len(words)), max(1, round(share * len(words)))):
            words[place] = self.rng.choices(self.words, cum_weights=self.sums)[0]
        return words


def caption_sample(posts: int, families: int, seed: int, *, copies: int = 5, changed: float = 0.12) -> CaptionSample:
    rng = random.Random(seed)
    languages = [Language(rng, LETTERS, " ", 12_000), Language(rng, THAI, "", 4_000), Language(rng, KANA, "", 4_000)]
    shares = [1 - UNSPACED_SHARE, UNSPACED_SHARE / 2, UNSPACED_SHARE / 2]
    captions, places = list[str](), list[int]()
    for family in range(families):
        language = rng.choices(languages, shares)[0]
        original = language.caption()
        for words in (original, *(language.changed(original, changed) for _ in range(copies - 1))):
            captions.append(_written(rng, words, language.space))
            places.append(family)
    while len(captions) < posts:
        language = rng.choices(languages, shares)[0]
        alone = rng.random() < ONLY_TEMPLATE_SHARE
        captions.append(rng.choice(TEMPLATES) if alone else _written(rng, language.caption(), language.space))
        places.append(-1)
    order = rng.sample(range(posts), posts)
    found: list[list[int]] = [[] for _ in range(families)]
    for new, old in enumerate(order):
        if places[old] >= 0:
            found[places[old]].append(new)
    return CaptionSample([captions[old] for old in order], found)


def _written(rng: random.Random, words: list[str], space: str) -> str:
    text = space.join(words)
    if rng.random() < TEMPLATE_SHARE:
        text += " " + rng.choice(TEMPLATES)
    text += rng.choice(ENDINGS)
    return text.capitalize() if rng.random() < 0.5 else text
