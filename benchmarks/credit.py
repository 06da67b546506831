"""Credit: farming attacks, later violations by credit, and guessed quizzes: `python -m benchmarks.credit`.

The rules are the bundled ones. The pass mark and the limit of quizzes were chosen after the first run of the quiz
attack, the others before any. CLAUSEWISE_DATASETS names the folder of the external datasets; without it the traders are
skipped. The ecosystem is invented."""

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from rich.console import Console, Group
from rich.table import Table

from agent.credit.balance import balance
from agent.credit.earning import Earning
from agent.credit.index import CreditIndex
from agent.credit.rules import CreditRules
from agent.credit.rules_file import read_credit_rules
from agent.credit.sales import MerchantSales
from agent.credit.simulation import Simulation
from agent.training.questions import QuestionMaker
from benchmarks.creator_scores.traders import read_ratings
from benchmarks.credit_later import sample, traders
from domain.credit import Account
from domain.verdict import Outcome
from policies.corpus_path import BUNDLED_CORPUS
from policies.library import load_library
from store.credit.decision_facts import DecisionFacts

DATASETS = "CLAUSEWISE_DATASETS"
START, FARMED_DAYS, LAST = date(2026, 6, 1), 60, 90
FARMER = Account(id="farmer")
GUESSES = 5_000


def main() -> None:
    console, rules = Console(), read_credit_rules()
    console.print(farming(rules))
    console.print(quizzes(rules))
    console.print(sample(rules))
    datasets = os.environ.get(DATASETS)
    if datasets is None:
        console.print(f"traders: skipped, because {DATASETS} names no folder")
    else:
        console.print(traders(rules, read_ratings(Path(datasets) / "governance" / "bitcoin_otc")))


@dataclass(frozen=True)
class Farmed:
    """Sales of one account: so many different buyers in any window. `returned` of them do not count."""

    bought: int
    returned: int = 0

    def reaches(self, day: date) -> bool:
        return True

    def buyers(self, last: date, days: int, as_of: date) -> Mapping[str, int]:
        return {"farmer": self.bought - self.returned}

    def merchants(self, day: date, as_of: date) -> Mapping[str, MerchantSales]:
        return {}

    def is_merchant(self, account_id: str) -> bool:
        return False


def farming(rules: CreditRules) -> Group:
    """Two months of each attack, without the caps, without the sales, and with both."""
    attacks = {
        "100 trivial posts a day, no buyers": (100, Farmed(0)),
        "100 posts a day, 50 own orders in a window, all returned": (100, Farmed(50, 50)),
        "100 posts a day, 10 own orders in a window, none returned": (100, Farmed(10)),
        "one post a day, 100 real buyers in a window": (1, Farmed(100)),
    }
    title = f"Balance after {FARMED_DAYS} days of farming; {rules.tiers[1].name} from {rules.tiers[1].from_points}"
    table = Table("attack", "no rule", "caps alone", "sales alone", "both", title=title)
    unlimited = rules.caps.model_copy(update={"compliant_post": 1_000, "all": 1_000})
    free = rules.compliant_post.model_copy(update={"without_warehouse": True})
    for name, (posts, sales) in attacks.items():
        found = [
            _balance(rules.model_copy(update={"caps": unlimited, "compliant_post": free}), posts, None),
            _balance(rules.model_copy(update={"compliant_post": free}), posts, None),
            _balance(rules.model_copy(update={"caps": unlimited}), posts, sales),
            _balance(rules, posts, sales),
        ]
        table.add_row(name, *map(str, found))
    quiz = Table(
        "attack", "no rule", "a day's cap", "both", title="Balance after passing a quiz about 99 clauses a day"
    )
    quiz.add_row(f"every quiz passed, {FARMED_DAYS} days", *_quiz_balances(rules))
    return Group(table, quiz)


def _quiz_balances(rules: CreditRules) -> list[str]:
    """Without the limits, with the cap of a day alone, and with the limit of the period too."""
    unlimited = rules.caps.model_copy(update={"training": 1_000, "all": 1_000})
    free = rules.training.model_copy(update={"max_in_period": 1_000})
    tried = (
        rules.model_copy(update={"caps": unlimited, "training": free}),
        rules.model_copy(update={"training": free}),
        rules,
    )
    found = []
    for one in tried:
        index, earning = CreditIndex(), Earning(one)
        for number in range(FARMED_DAYS):
            day = START + timedelta(days=number)
            for clause in range(99):
                for line in list(earning.training(FARMER, f"C-{clause}", f"q{number}-{clause}", day, index)):
                    index.add(line)
        found.append(str(balance(index.lines(FARMER), START + timedelta(days=FARMED_DAYS))))
    return found


def _balance(rules: CreditRules, posts: int, sales: Farmed | None) -> int:
    decisions = [
        DecisionFacts(f"d{n}", f"p{n}", "farmer", START + timedelta(days=n // posts), Outcome.NO_VIOLATION, ())
        for n in range(posts * FARMED_DAYS)
    ]
    last = START + timedelta(days=LAST)
    simulation = Simulation(decisions, (), lambda name, day: None, sales)
    return balance(simulation.replay(rules, last).index.lines(FARMER), last)


def quizzes(rules: CreditRules) -> Table:
    """How often answers that were drawn at random pass, and those that ignore the post."""
    maker = QuestionMaker(load_library(BUNDLED_CORPUS), date(2026, 11, 3))
    random, passed, asked = Random(1), Counter[str](), 0
    for seed in range(GUESSES):
        clause = maker.rules[seed % len(maker.rules)]
        found = maker.questions(clause, rules.training.questions, seed, {})
        asked += 1
        drawn = sum(random.choice(one.question.options).id == one.right for one in found)
        passed["answers drawn at random"] += drawn >= rules.training.needed
        same = sum(one.right in ("no", clause.id) for one in found)
        passed["always no, always the clause of the quiz"] += same >= rules.training.needed
    table = Table("answers", "passed", title=f"Quizzes passed without reading the post, of {asked:,}")
    for name, number in passed.items():
        table.add_row(name, f"{number / asked:.1%}")
    return table


if __name__ == "__main__":
    main()
