"""Makes the questions of a quiz from a clause, its examples and its neighbours; equal seeds give equal quizzes."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from agent.training.repetition import Box
from domain.clause import Clause, ClauseKind
from domain.errors import InputError
from domain.subject import Subject
from domain.training import Question, QuestionKind, QuizOption
from policies.library import Library
from policies.parsing.diagnostics import suggest

YES, NO = "yes", "no"
MAX_NEIGHBOURS = 3
DIGEST_CHARS = 12
WORD = re.compile(r"\w{4,}")
NEVER = date.max


@dataclass(frozen=True)
class Asked:
    """A question and the id of its right option."""

    question: Question
    right: str


@dataclass(frozen=True)
class _Example:
    clause: Clause
    text: str
    violates: bool

    @property
    def id(self) -> str:
        return f"{self.clause.id}:{hashlib.sha256(self.text.encode()).hexdigest()[:DIGEST_CHARS]}"


@dataclass(frozen=True)
class QuestionMaker:
    """`day`: whose policies are asked."""

    library: Library
    day: date

    def clause(self, clause_id: str) -> Clause:
        """Its version in force. Raises InputError for one that has no quiz."""
        versions = self.library.versions(clause_id)
        if not versions:
            known = sorted(clause.id for clause in self.rules)
            raise InputError(f"there is no clause {clause_id}: {suggest(clause_id, known)}")
        found = next((clause for clause in self.rules if clause.id == clause_id), None)
        if found is None:
            raise InputError(
                f"{clause_id} has no quiz: it is no rule about posts in force on {self.day} with examples of both "
                "kinds; choose another clause"
            )
        return found

    @property
    def rules(self) -> tuple[Clause, ...]:
        """The rules about posts in force in any market that have examples of both kinds."""
        posts = self.library.of_subject(Subject.POST)
        rules = (clause for clause in posts if clause.kind is ClauseKind.RULE)
        with_examples = (clause for clause in rules if clause.violating_examples and clause.compliant_examples)
        return tuple(clause for clause in with_examples if _in_force_somewhere(clause, self.day))

    def questions(self, clause: Clause, number: int, seed: int, boxes: Mapping[str, Box]) -> tuple[Asked, ...]:
        """At most `number`, those first that are due again, then new ones. About half of the posts violate the
        clause; of half of them is asked which clause, so that no answer fits all questions of a kind."""
        random = Random(f"{clause.key} {seed}")
        violating = self._ordered(clause, clause.violating_examples, True, random, boxes)
        compliant = self._ordered(clause, clause.compliant_examples, False, random, boxes)
        half = random.choice((number // 2, number - number // 2))
        first = violating[: max(half, number - len(compliant))]
        neighbours = self._neighbours(clause)
        others = self._of_neighbour(neighbours, random, boxes) if number - len(first) > 1 else []
        compliant = compliant[: number - len(first) - len(others)]
        which = [*first[: len(first) // 2], *others] if neighbours else []
        asked = [_which(example, (clause, *neighbours), random) for example in which]
        asked += [_breaks(example, clause) for example in (*first, *others, *compliant) if example not in which]
        random.shuffle(asked)
        return tuple(asked)

    def _of_neighbour(self, neighbours: Sequence[Clause], random: Random, boxes: Mapping[str, Box]) -> list["_Example"]:
        """A post that violates another clause: without it, the answer would always be the clause of the quiz."""
        if not neighbours:
            return []
        other = random.choice(neighbours)
        return self._ordered(other, other.violating_examples, True, random, boxes)[:1]

    def _ordered(
        self, clause: Clause, texts: Sequence[str], violates: bool, random: Random, boxes: Mapping[str, Box]
    ) -> list[_Example]:
        examples = [_Example(clause, text, violates) for text in dict.fromkeys(texts)]
        random.shuffle(examples)

        def order(example: _Example) -> tuple[int, date]:
            box = boxes.get(example.id)
            if box is None:
                return 1, NEVER
            return (0, box.due) if box.due <= self.day else (2, box.due)

        return sorted(examples, key=order)

    def _neighbours(self, clause: Clause) -> tuple[Clause, ...]:
        """The rules most like it: of the same policy first, then by common words. Those that one of the two refers to
        are left out, because a post may violate both."""
        words = _words(clause)
        referred = {reference.target for reference in clause.references}

        def order(other: Clause) -> tuple[bool, float, str]:
            others = _words(other)
            return other.policy_id != clause.policy_id, -len(words & others) / max(1, len(words | others)), other.id

        candidates = [
            other
            for other in self.rules
            if other.id != clause.id
            and other.id not in referred
            and clause.id not in {reference.target for reference in other.references}
        ]
        return tuple(sorted(candidates, key=order)[:MAX_NEIGHBOURS])


def _in_force_somewhere(clause: Clause, day: date) -> bool:
    return any(clause.in_force(day, market) for market in (clause.markets or {None}))


def _words(clause: Clause) -> set[str]:
    return set(WORD.findall(f"{clause.title} {clause.text}".lower()))


def _breaks(example: _Example, clause: Clause) -> Asked:
    question = Question(
        example_id=example.id,
        kind=QuestionKind.BREAKS,
        post=example.text,
        text=f"Does this post violate {clause.id}, {clause.title}?",
        options=(QuizOption(id=YES, text="Yes"), QuizOption(id=NO, text="No")),
    )
    return Asked(question, YES if example.violates else NO)


def _which(example: _Example, clauses: Sequence[Clause], random: Random) -> Asked:
    """Among the clauses, those left out that have the same example."""
    right = example.clause.id
    options = [one for one in clauses if one.id == right or example.text not in one.violating_examples]
    random.shuffle(options)
    question = Question(
        example_id=example.id,
        kind=QuestionKind.WHICH,
        post=example.text,
        text="Which clause does this post violate?",
        options=tuple(QuizOption(id=one.id, text=one.title) for one in options),
    )
    return Asked(question, right)
