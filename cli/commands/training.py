"""`clausewise training`: asks a quiz about a clause, and grades the answers."""

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands.credit import AccountId, Kind, KindName
from cli.errors import report_errors
from cli.input.options import AsJson, Policies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agent.settings import Settings
    from agent.training.trainer import Trainer

ACTOR = "command line"
ClauseId = Annotated[
    str | None,
    typer.Option("--clause", metavar="ID", help="The clause; by default what is due, or the last violation."),
]
Language = Annotated[
    str | None, typer.Option("--language", metavar="CODE", help="Of explanations, where the clause is translated.")
]
Seed = Annotated[int | None, typer.Option("--seed", help="Equal seeds give equal quizzes; by default a new one.")]
QuizId = Annotated[str, typer.Argument(metavar="QUIZ", help="The id of the quiz.")]
Answers = Annotated[
    list[str], typer.Argument(metavar="ANSWER...", help="One for each question: yes, no, or the id of a clause.")
]


def quiz(
    account: AccountId,
    clause: ClauseId = None,
    kind: Kind = KindName.CREATOR,
    language: Language = None,
    seed: Seed = None,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Ask a quiz about a clause, made of its own examples. Answer it with `clausewise training answer`."""
    with report_errors():
        from agent.credit.opening import require_known
        from agent.settings import read_settings
        from cli.views.console import echo_json
        from cli.views.training_view import print_quiz
        from domain.credit import Account, AccountKind

        settings, asked = read_settings(policies=policies), Account(kind=AccountKind(kind), id=account)
        with _open_trainer(settings, language) as trainer:
            require_known(settings, trainer.database, asked)
            made = trainer.ask(asked, clause, language, seed)
        if as_json:
            echo_json(made.model_dump_json(indent=2))
        else:
            print_quiz(made)


def answer(
    quiz_id: QuizId, answers: Answers, language: Language = None, policies: Policies = None, as_json: AsJson = False
) -> None:
    """Grade a quiz, explain each wrong answer by the clause, and add the credit that it earns."""
    with report_errors():
        from agent.settings import read_settings
        from cli.views.console import echo_json
        from cli.views.training_view import print_grade

        with _open_trainer(read_settings(policies=policies), language) as trainer:
            graded = trainer.answer(quiz_id, tuple(answers), language)
        if as_json:
            echo_json(graded.model_dump_json(indent=2))
        else:
            print_grade(graded)


@contextmanager
def _open_trainer(settings: "Settings", language: str | None) -> "Iterator[Trainer]":
    """Raises InputError for a language that is none."""
    from agent.credit.opening import open_credit_rules
    from agent.open_stores import open_decision_store, open_library
    from agent.training.trainer import Trainer
    from domain.errors import InputError
    from domain.languages import LANGUAGE_REMEDY, LANGUAGES

    if language is not None and language not in LANGUAGES:
        raise InputError(f"--language {language} is not a language: {LANGUAGE_REMEDY}")
    rules, library = open_credit_rules(settings), open_library(settings)
    with open_decision_store(settings) as store:
        yield Trainer(store.database, library, rules, ACTOR)
