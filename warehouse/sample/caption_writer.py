"""Writes invented captions from our own sentences, in the language of the post."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse.engines.arrays import objects
from warehouse.sample.markets import LANGUAGES
from warehouse.sample.population import CATEGORIES, Ints

FOLDER = Path(__file__).parent / "captions"
PARTS = ("openings", "uses", "details", "opinions", "endings")
CHOICES = 8  # of each part and of each filler
FILLINGS = 48  # of each sentence
Words = dict[str, Any]


@dataclass(frozen=True)
class CaptionWriter:
    """`openings` by language, category, noun, choice and filling; `sentences` by language, part, choice and filling."""

    openings: NDArray[Any]
    sentences: NDArray[Any]
    places: NDArray[Any]

    def write(self, random: np.random.Generator, language: Ints, category: Ints, noun: Ints) -> NDArray[Any]:
        """One caption for each post: an opening and two to four more sentences."""
        shape = (len(language), len(PARTS))
        choice = random.integers(0, CHOICES, shape)
        filling = random.integers(0, FILLINGS, shape)
        written = random.random(shape) < 0.65
        written[written.sum(axis=1) < 3, 1:3] = True
        captions = self.openings[language, category, noun, choice[:, 0], filling[:, 0]]
        for part in range(1, len(PARTS)):
            sentence = self.sentences[language, part, choice[:, part], filling[:, part]]
            captions = np.where(written[:, part], captions + " " + sentence, captions)
        return captions

    def vary(self, random: np.random.Generator, captions: NDArray[Any], language: Ints) -> NDArray[Any]:
        """Near-copies: a sentence more or less, or words before or after."""
        kinds = random.integers(0, 4, len(captions)).tolist()
        details = self.sentences[language, PARTS.index("details"), random.integers(0, CHOICES, len(captions)), 0]
        places = self.places[language, random.integers(0, CHOICES, len(captions))]
        return objects([_vary(*row) for row in zip(captions, kinds, details, places, strict=True)])


def _vary(caption: str, kind: int, detail: str, place: str) -> str:
    sentences = caption.split(". ")
    if kind == 0:
        return f"{caption} {detail}"
    if kind == 1 and len(sentences) > 2:
        return ". ".join(sentences[:-1]) + "."
    if kind == 2:
        return f"{place[0].upper()}{place[1:]}: {caption}"
    return f"{caption} #{place.replace(' ', '')}"


def read_words(language: str) -> Words:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def open_writer() -> CaptionWriter:
    words = [*map(read_words, LANGUAGES)]
    openings = [
        [[_fillings(one, sentence, noun) for sentence in one["openings"]] for noun in one["products"][category]]
        for one in words
        for category in CATEGORIES
    ]
    sentences = [[_fillings(one, sentence) for sentence in one[part]] for one in words for part in PARTS]
    by_language = (len(LANGUAGES), -1)
    return CaptionWriter(
        np.array(openings, object).reshape(len(LANGUAGES), len(CATEGORIES), -1, CHOICES, FILLINGS),
        np.array(sentences, object).reshape(len(LANGUAGES), len(PARTS), CHOICES, FILLINGS),
        np.array([one["places"] for one in words], object).reshape(by_language),
    )


def _fillings(words: Words, sentence: str, product: str = "") -> list[str]:
    filled = [
        sentence.format(
            product=product,
            person=words["persons"][number % CHOICES],
            place=words["places"][number * 5 // 7 % CHOICES],
            moment=words["moments"][number * 3 // 5 % CHOICES],
            number=number + 2,
        )
        for number in range(FILLINGS)
    ]
    return [f"{text[0].upper()}{text[1:]}" for text in filled]
