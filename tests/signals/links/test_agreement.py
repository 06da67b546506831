"""A second relation confirms a group only if it is independent and links the members more than others."""

import numpy as np

from signals.links.agreement import agreements, supported
from signals.links.edges import Relation
from signals.links.group import LinkGroup, group_id
from signals.links.identifiers import identifier_groups

MEMBERS = tuple(f"m{number}" for number in range(12))
GROUP = LinkGroup(group_id(MEMBERS), ("likes",), MEMBERS, ("p1", "p2"), p_value=0.05)


def devices(shared: int) -> Relation:
    """Each of 400 creators has a device of its own; `shared` members share one besides; others share in pairs."""
    own = [(f"m{n}", f"d{n}") for n in range(12)] + [(f"c{n}", f"e{n}") for n in range(400)]
    pairs = [(f"c{n}", f"f{n // 2}") for n in range(60)]
    ring = [(f"m{n}", "ring device") for n in range(shared)]
    edges = own + pairs + ring
    return Relation.of("devices", [a for a, _ in edges], [b for _, b in edges])


def test_shared_device_confirms_and_none_does_not() -> None:
    (yes,), (no,) = (agreements([GROUP], [devices(shared)]) for shared in (8, 0))
    assert yes.agrees
    assert yes.linked_pairs is not None
    assert yes.expected is not None
    assert yes.linked_pairs > yes.expected
    assert not no.agrees
    assert supported([GROUP], [yes])[0].relations == ("likes", "devices")
    assert supported([GROUP], [no]) == ()


def test_relation_of_the_same_origin_is_not_asked() -> None:
    follows = Relation.of("follows", ["m1", "m2"], ["x", "x"])
    assert agreements([GROUP], [follows]) == ()


def test_relation_without_members_says_so() -> None:
    (one,) = agreements([GROUP], [Relation.of("payouts", ["z1", "z2"], ["a", "a"])])
    assert one.p_value is None
    assert one.reason is not None
    assert "0 members" in one.reason


def test_test_is_corrected_for_how_many_there_are() -> None:
    groups = [
        LinkGroup(group_id([f"c{n}", f"c{n + 1}"]), ("likes",), (f"c{n}", f"c{n + 1}"), ()) for n in range(200, 300)
    ]
    found = agreements([GROUP, *groups], [devices(8)])
    assert [each.group_id for each in found if each.agrees] == [GROUP.group_id]


def test_household_is_a_group_of_an_identifier_and_a_public_device_is_not() -> None:
    crowd = [(f"x{n}", "public") for n in range(200)]
    edges = [*crowd, ("a", "home"), ("b", "home"), ("b", "phone"), ("c", "phone")]
    (group,) = identifier_groups(Relation.of("devices", [a for a, _ in edges], [b for _, b in edges]))
    assert group.members == ("a", "b", "c")
    assert group.p_value is None


def test_group_id_depends_on_members_alone() -> None:
    assert group_id(["b", "a"]) == group_id(np.array(["a", "b"])) != group_id(["a"])
