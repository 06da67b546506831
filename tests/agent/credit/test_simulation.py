"""A rule change is tried on the decision log: who changes the tier, by how much, where, and who farms."""

from agent.credit.rules import CreditRules
from agent.credit.simulation import NO_MARKET, Simulation, SimulationReport
from domain.credit import CreditKind, CreditLine, CreditReason
from store.credit.decision_facts import DecisionFacts
from tests.agent.credit.decisions import MAYA, RULES, SEVERITIES, GivenSales, decision, on, review

MORE_FOR_POSTS = RULES.model_copy(
    update={
        "version": "2",
        "compliant_post": RULES.compliant_post.model_copy(update={"points": 2}),
        "caps": RULES.caps.model_copy(update={"compliant_post": 4}),
    }
)


def simulation(
    decisions: list[DecisionFacts], trainings: tuple[CreditLine, ...] = (), buyers: int = 1_000
) -> Simulation:
    names = {one.creator_id for one in decisions}
    sales = GivenSales(dict.fromkeys(names, buyers))
    return Simulation(decisions, trainings, lambda clause_id, day: SEVERITIES.get(clause_id), sales)


def posts(creator: str, number: int, market: str | None = "US") -> list[DecisionFacts]:
    return [decision(f"{creator}{n}", n // 2, creator=creator, market=market) for n in range(number)]


def tried(decisions: list[DecisionFacts], after: CreditRules = MORE_FOR_POSTS, buyers: int = 1_000) -> SimulationReport:
    ordered = sorted(decisions, key=lambda one: (one.decided_on, one.decision_id))
    return simulation(ordered, buyers=buyers).compare(RULES, after, on(80))


def test_accounts_that_change_the_tier_are_listed_by_market() -> None:
    report = tried([*posts("up", 12), *posts("same", 3), *posts("de", 40, "DE"), *posts("none", 1, None)])
    assert (report.accounts, report.changed, report.version_before, report.version_after) == (4, 2, "1", "2")
    assert [(one.account.id, one.balance_before, one.balance_after) for one in report.changes] == [
        ("de", 40, 80),
        ("up", 12, 24),
    ]
    assert [(one.tier_before, one.tier_after) for one in report.changes] == [
        ("trusted", "reliable"),
        ("standard", "trusted"),
    ]
    assert [(one.market, one.accounts, one.up, one.down, one.mean_change) for one in report.markets] == [
        ("DE", 1, 1, 0, 40.0),
        ("US", 2, 1, 0, 7.5),
        (NO_MARKET, 1, 0, 0, 1.0),
    ]
    assert report.likely_farmers == ()


def test_harder_violations_move_an_account_down() -> None:
    violation = RULES.violation.model_copy(update={"low": 10, "medium": 20, "high": 40, "critical": 80})
    harder = RULES.model_copy(update={"version": "2", "violation": violation})
    decisions = [
        *posts("maya", 40),
        decision("v", 30, "LOW-1", creator="maya", market="US", reviews=(review(30, "LOW-1"),)),
    ]
    violating = [*decisions, decision("w", 31, "HLT-1", creator="maya", market="US", reviews=(review(31, "HLT-1"),))]
    report = tried(violating, harder)
    assert [(one.tier_before, one.tier_after, one.balance_before, one.balance_after) for one in report.changes] == [
        ("trusted", "standard", 25, -10)
    ]
    assert [(one.up, one.down) for one in report.markets] == [(0, 1)]


def test_account_that_asks_for_more_than_caps_and_sales_allow_is_named() -> None:
    farmed = [decision(f"f{n}", n // 10, creator="farmer") for n in range(200)]
    report = tried([*farmed, *posts("honest", 30)], buyers=60)
    (farmer,) = report.likely_farmers
    assert farmer.account.id == "farmer"
    assert farmer.earned_lines == 30  # half of the buyers
    assert farmer.refused_by_cap + farmer.refused_by_sales == 170
    assert farmer.refused_by_cap > 0
    assert farmer.refused_by_sales > 0


def test_passed_quizzes_earn_under_the_tried_rules_too() -> None:
    line = CreditLine(
        line_id="training:q1",
        account=MAYA,
        day=on(3),
        for_day=on(3),
        kind=CreditKind.EARN,
        reason=CreditReason.TRAINING,
        points=2,
        rule_version="1",
        clause_id="HLT-1",
        quiz_id="q1",
    )
    training = RULES.training.model_copy(update={"points": 4})
    after = RULES.model_copy(update={"version": "2", "training": training})
    report = simulation([], (line,)).compare(RULES, after, on(80))
    assert report.accounts == 1
    assert report.markets[0].mean_change == 2.0
