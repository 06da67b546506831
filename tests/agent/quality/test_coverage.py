"""What the golden set lacks comes first."""

from agent.quality.coverage import coverage
from store.quality.quality_reader import CaseCounts

TRAFFIC = CaseCounts(
    cases=100,
    outcome={"violation": 40, "no_violation": 60},
    clause={"HLT-1": 30, "DSC-1": 10},
    market={"US": 80, "DE": 20},
    language={"en": 100},
)
GOLDEN = CaseCounts(cases=10, outcome={"violation": 10}, clause={"DSC-1": 10}, market={"US": 10}, language={"en": 10})


def test_missing_values_come_first_by_their_share_of_the_traffic() -> None:
    found = coverage(TRAFFIC, GOLDEN, {"HLT-1", "DSC-1", "ADS-9"})
    order = [(row.kind, row.value) for row in found.rows]
    assert order[:4] == [("outcome", "no_violation"), ("clause", "HLT-1"), ("market", "DE"), ("clause", "ADS-9")]
    assert order[-1] == ("clause", "DSC-1")  # more than its share
    (hlt,) = (row for row in found.rows if row.value == "HLT-1")
    assert (hlt.traffic, hlt.traffic_share, hlt.golden, hlt.golden_share) == (30, 0.3, 0, 0.0)


def test_without_cases_there_is_no_share() -> None:
    nothing = CaseCounts(0, {}, {}, {}, {})
    (row,) = coverage(nothing, nothing, {"HLT-1"}).rows
    assert (row.traffic_share, row.golden_share) == (None, None)
