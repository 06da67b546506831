"""Innocent explanations: each holds, fails, or says that it was not measured."""

import numpy as np
import pytest

from signals.links.edges import Relation
from signals.links.explanations import Surroundings, campaign, explain, household, same_agency, viral
from signals.links.group import LinkGroup, group_id
from tests.signals.links.planted import DAY

MEMBERS = ("a", "b", "c", "d")
TARGETS = ("p", "q")
GROUP = LinkGroup(group_id(MEMBERS), ("likes",), MEMBERS, TARGETS)
ACTS = Relation.of("likes", np.repeat(MEMBERS, 2), np.tile(TARGETS, 4), [50 * DAY + 60.0 * n for n in range(8)])


@pytest.mark.parametrize(("members", "explains"), [("abcd", True), ("abx", False), ("", None)])
def test_agency(members: str, explains: bool | None) -> None:
    assert same_agency(GROUP, Surroundings(agency_of=dict.fromkeys(members, "agency"))).explains is explains


def test_household_posts_unlike_content() -> None:
    unlike = Relation.of("copies", list(MEMBERS), ["1", "2", "3", "4"])
    alike = Relation.of("copies", list(MEMBERS), ["1", "1", "1", "1"])
    assert household(GROUP, Surroundings(content=unlike)).explains is True
    assert household(GROUP, Surroundings(content=alike)).explains is False
    assert household(GROUP, Surroundings()).explains is None
    large = LinkGroup("grp", ("devices",), tuple("abcdef"), ())
    assert household(large, Surroundings(content=unlike)).explains is False


def test_campaign() -> None:
    assert campaign(GROUP, ACTS, Surroundings(campaign_of={"p": "sale", "q": "sale"})).explains is True
    assert campaign(GROUP, ACTS, Surroundings(campaign_of={"p": "sale", "q": "other"})).explains is False
    assert campaign(GROUP, ACTS, Surroundings()).explains is None


def crowd(at: np.ndarray) -> Relation:
    sources = [*ACTS.sources.tolist(), *(f"x{n}" for n in range(len(at)))]
    targets = [*ACTS.targets.tolist(), *(TARGETS[n % 2] for n in range(len(at)))]
    assert ACTS.at is not None
    return Relation.of("likes", sources, targets, np.concatenate([ACTS.at, at]))


def test_viral_target_drew_outsiders_at_the_same_time() -> None:
    together, spread = 50 * DAY + np.linspace(0, 3000, 60), np.linspace(0, 100, 60) * DAY
    assert viral(GROUP, crowd(together)).explains is True
    assert viral(GROUP, crowd(spread)).explains is False
    assert viral(GROUP, ACTS).explains is None
    assert viral(GROUP, Relation.of("likes", ACTS.sources, ACTS.targets)).explains is None


def test_all_checks_are_returned_with_the_group() -> None:
    explained = explain(GROUP, ACTS, Surroundings(agency_of=dict.fromkeys(MEMBERS, "agency")))
    assert [each.name for each in explained.explanations] == ["same agency", "household", "campaign", "viral"]
    assert explained.explained()
