"""Hashes are found where they are equal or differ in at most so many bits, from either side alike."""

from hypothesis import given
from hypothesis import strategies as st

from signals.copies.pictures.hash_bank import MAX_FOUND, HashBank, NamedHash, Near

LIMIT = 9
LIMITS = {"near": LIMIT}
WORDS = st.integers(0, 2**128 - 1)
FLIPS = st.sets(st.integers(0, 127), max_size=2 * LIMIT)


def hash_of(number: int, name: str = "near") -> NamedHash:
    return NamedHash(name, f"{number:032x}")


def flipped(number: int, bits: set[int]) -> int:
    for bit in bits:
        number ^= 1 << bit
    return number


@given(WORDS, FLIPS)
def test_hash_is_found_up_to_the_limit_and_not_beyond(number: int, bits: set[int]) -> None:
    other = hash_of(flipped(number, bits))
    found = HashBank.of([hash_of(number)], LIMITS).search([other])
    assert found == ([Near(0, other, len(bits), 128)] if len(bits) <= LIMIT else [])


@given(st.lists(WORDS, min_size=1, max_size=8), st.lists(FLIPS, min_size=8, max_size=8))
def test_distance_is_equal_from_either_side(numbers: list[int], flips: list[set[int]]) -> None:
    ones = [*map(hash_of, numbers)]
    others = [hash_of(flipped(number, bits)) for number, bits in zip(numbers, flips, strict=False)]
    there = {
        (ones[near.position].value, other.value, near.distance)
        for other in others
        for near in HashBank.of(ones, LIMITS).search([other])
    }
    back = {
        (one.value, others[near.position].value, near.distance)
        for one in ones
        for near in HashBank.of(others, LIMITS).search([one])
    }
    assert there == back


@given(st.lists(WORDS, max_size=30), WORDS)
def test_what_is_found_is_what_a_comparison_of_all_finds(numbers: list[int], wanted: int) -> None:
    found = HashBank.of([*map(hash_of, numbers)], LIMITS).search([hash_of(wanted)])
    distances = [(number ^ wanted).bit_count() for number in numbers]
    expected = [(distance, place) for place, distance in enumerate(distances) if distance <= LIMIT]
    assert [(near.distance, near.position) for near in found] == sorted(expected)


def test_name_without_a_limit_is_found_only_where_it_is_equal() -> None:
    bank = HashBank.of([hash_of(5, "sha256")], LIMITS)
    assert bank.search([hash_of(5, "sha256")]) == [Near(0, hash_of(5, "sha256"), 0, 128)]
    assert bank.search([hash_of(4, "sha256"), hash_of(5)]) == []


def test_hashes_of_another_length_or_an_odd_one_are_not_compared() -> None:
    bank = HashBank.of([NamedHash("near", "00" * 16), NamedHash("near", "00" * 32), NamedHash("near", "abc")], LIMITS)
    assert [near.position for near in bank.search([NamedHash("near", "00" * 32)])] == [1]
    assert [near.position for near in bank.search([NamedHash("near", "abc")])] == [2]
    assert bank.search([NamedHash("near", "abd")]) == []


def test_nearest_of_several_searched_hashes_counts_and_the_list_is_bounded() -> None:
    bank = HashBank.of([hash_of(0)] * (MAX_FOUND + 50), LIMITS)
    found = bank.search([hash_of(7), hash_of(1)])
    assert len(found) == MAX_FOUND
    assert {near.distance for near in found} == {1}


def test_empty_bank_finds_nothing() -> None:
    assert HashBank.of([], LIMITS).search([hash_of(1)]) == []
