"""Planted rings are found, nothing is found where there is none, and bad input is an answer or a clear error."""

import numpy as np
import pytest

from signals.links.edges import Relation
from signals.links.errors import LinkEdgesError
from signals.links.finding import LinkFindings, find_groups
from signals.links.group import own_acts
from tests.signals.links.planted import DAY, background, f1, planted

FEW = 4  # shuffles, to be fast


def named(findings: LinkFindings) -> set[str]:
    return {member for group in findings.groups for member in group.members}


@pytest.mark.parametrize(("members", "width", "share"), [(20, 15, 0.8), (30, 20, 0.4), (40, 25, 0.3)])
def test_planted_ring_is_found(members: int, width: int, share: float) -> None:
    case = planted(3, members, width, share, (1_200, 600, 6_000))
    findings = find_groups(case.relation, shuffles=FEW)
    assert f1(named(findings), case.ring) > 0.85
    assert all(group.review_only and group.p_value == 1 / (FEW + 1) for group in findings.groups)
    assert all(
        group.expected_false_groups is not None and group.expected_false_groups < 0.05 for group in findings.groups
    )


@pytest.mark.parametrize("seed", range(6))
def test_graph_without_ring_has_no_group(seed: int) -> None:
    findings = find_groups(Relation.of("likes", *background(seed)), shuffles=FEW)
    assert findings.groups == findings.interests == ()
    assert findings.reason is None


def test_order_and_repetition_of_edges_change_nothing() -> None:
    relation = planted(5).relation
    order = np.random.default_rng(1).permutation(len(relation.sources))
    twice = np.concatenate([order, order[:300]])
    other = Relation.of("likes", relation.sources[twice], relation.targets[twice])
    assert find_groups(relation, shuffles=FEW).groups == find_groups(other, shuffles=FEW).groups


def test_other_names_for_sources_and_targets_find_the_same_group() -> None:
    case = planted(6)
    names = {source: source[::-1] for source in set(case.relation.sources.tolist())}
    renamed = Relation.of(
        "likes",
        [names[source] for source in case.relation.sources.tolist()],
        [f"x{target[::-1]}" for target in case.relation.targets.tolist()],
    )
    assert named(find_groups(renamed, shuffles=FEW)) == {
        names[member] for member in named(find_groups(case.relation, shuffles=FEW))
    }


def test_two_rings_are_two_groups_and_do_not_change_each_other() -> None:
    one, two = planted(7), planted(8)
    members = [f"other{source}" if source.startswith("ring") else source for source in two.relation.sources.tolist()]
    extra = [row for row, source in enumerate(members) if source.startswith("other")]
    both = Relation.of(
        "likes",
        [*one.relation.sources.tolist(), *(members[row] for row in extra)],
        [*one.relation.targets.tolist(), *(two.relation.targets[row] for row in extra)],
    )
    alone = find_groups(one.relation, shuffles=FEW).groups
    together = find_groups(both, shuffles=FEW).groups
    assert len(together) == 2
    assert {group.p_value for group in together} == {group.p_value for group in alone}


def test_burst_on_a_popular_target_is_no_group_and_acts_in_one_hour_are() -> None:
    sources, targets = background(2)
    random = np.random.default_rng(2)
    at = random.random(len(sources)) * 60 * DAY
    crowd = np.array([f"c{number}" for number in range(120)])
    ring = np.repeat([f"c{number}" for number in range(150, 165)], 8)
    posts = np.tile([f"p{number}" for number in range(100, 108)], 15)
    relation = Relation.of(
        "likes",
        np.concatenate([sources, crowd, ring]),
        np.concatenate([targets, np.full(120, "p0"), posts]),
        np.concatenate([at, 10 * DAY + random.random(120) * 3600, 20 * DAY + random.random(120) * 1800]),
    )
    findings = find_groups(relation, window_seconds=DAY / 4, shuffles=FEW)
    assert named(findings) == set(ring.tolist())
    (group,) = findings.groups
    acts = own_acts(group, relation, "c150")
    assert [act.target for act in acts]
    assert {act.target for act in acts} <= set(posts.tolist())
    assert own_acts(group, relation, "c1") == ()


def test_wide_acquaintance_of_targets_is_an_interest_and_not_a_ring() -> None:
    """People outside the group touch the same targets together, in every degree."""
    sources, targets = background(4, 900, 200, 5_000)
    random = np.random.default_rng(4)
    fans = random.choice(900, 250, replace=False)
    rows, columns = [sources], [targets]
    for fan, keen in zip(fans, random.exponential(0.25, 250), strict=True):
        hits = np.flatnonzero(random.random(12) < min(keen, 1)) + 100
        rows.append(np.full(len(hits), f"c{fan}"))
        columns.append(np.array([f"p{hit}" for hit in hits], dtype=object))
    findings = find_groups(Relation.of("likes", np.concatenate(rows), np.concatenate(columns)), shuffles=FEW)
    assert findings.groups == ()


@pytest.mark.parametrize(
    ("relation", "reason"),
    [
        (Relation.of("likes", [], []), "0 edges"),
        (Relation.of("likes", ["a", "b"], ["p", "p"]), "2 edges"),
        (Relation.of("likes", np.repeat(np.arange(50), 40), np.tile(np.arange(40), 50)), "most sources touch most"),
    ],
)
def test_graph_that_says_nothing_is_a_reading_with_its_reason(relation: Relation, reason: str) -> None:
    findings = find_groups(relation, shuffles=FEW)
    assert findings.groups == ()
    assert findings.reason is not None
    assert reason in findings.reason


def test_source_with_very_many_targets_and_times_that_are_unknown_are_left_out_and_counted() -> None:
    sources, targets = background(9)
    many = np.concatenate([sources, np.full(20_000, "hub")])
    wide = np.concatenate([targets, np.array([f"q{number}" for number in range(20_000)])])
    at = np.where(np.arange(len(many)) % 3 == 0, np.nan, np.arange(len(many), dtype=float))
    findings = find_groups(Relation.of("likes", many, wide, at), window_seconds=1e6, shuffles=1)
    assert any("sources with more than 5,000 targets" in part for part in findings.left_out)
    assert any("edges without a time" in part for part in findings.left_out)


def test_errors_say_what_to_do() -> None:
    with pytest.raises(LinkEdgesError, match="differ in length"):
        Relation.of("likes", ["a"], ["p", "q"])
    with pytest.raises(LinkEdgesError, match="Unix seconds"):
        Relation.of("likes", ["a"], ["p"], ["yesterday"])  # type: ignore[list-item]
    with pytest.raises(LinkEdgesError, match="leave the window out"):
        find_groups(Relation.of("likes", ["a"], ["p"]), window_seconds=60)
