"""The groups of commands about creators and their events, with their names."""

from collections.abc import Callable, Mapping
from typing import Any

from cli.commands import copies, creators, credit, links, training, warehouse

CREATOR_GROUPS: Mapping[str, tuple[str, Mapping[str, Callable[..., Any]]]] = {
    "warehouse": (
        "Load creators' events, run the daily jobs on them, and see what is stored.",
        {"load": warehouse.load, "status": warehouse.status, "run": warehouse.run},
    ),
    "creators": (
        "Measure posts, fit the models of creators, and see what they say of one creator.",
        {"measure": creators.measure, "fit": creators.fit, "show": creators.show},
    ),
    "copies": (
        "Find pictures, videos and captions that are copies of others.",
        {"find": copies.find},
    ),
    "links": (
        "Find accounts that act together, for a person to look at.",
        {"find": links.find, "next": links.upcoming},
    ),
    "credit": (
        "Accrue the credit of creators and merchants, show a ledger, and try a change of the rules.",
        {"run": credit.run, "show": credit.show, "simulate": credit.simulate},
    ),
    "training": (
        "Ask creators quizzes about clauses, and grade the answers.",
        {"quiz": training.quiz, "answer": training.answer},
    ),
}
