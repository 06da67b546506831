"""What finds and what stops prompt injections: `python -m benchmarks.prompt_injection`."""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.build import build
from agent.evidence.prompt_injection.detector import detect_injection
from agent.settings import Settings, read_settings
from agent.verdict.pass_guard import COMPONENT
from benchmarks.injection_flips import print_flips, read_attacks, read_sample
from benchmarks.obedient_models import Violation, build_obedient_models, texts_of
from benchmarks.timing import elapsed_seconds
from domain.case import Case, ContentItem
from domain.verdict import Outcome, ReviewCode
from eval.dataset.dataset import BUNDLED, Dataset, read_dataset
from eval.dataset.labelled_case import Tag
from policies.library import Library

EXAMPLES = "examples of the corpus"  # the ordinary lines of the sign by meaning, so that it is not measured on them
BIPIA = "injection/bipia_text_attack_train.json"


def main() -> None:
    dataset = read_dataset(BUNDLED)
    with tempfile.TemporaryDirectory() as folder:
        models = build_obedient_models((), Violation((), ()))
        adjudicator = build(read_settings(data_dir=Path(folder)), judge="llm", models=models).adjudicator
        library, talk = adjudicator.library, adjudicator.reader.talk
        table = Table("cases", "detected by words", "by meaning", "of", title="Prompt injection")
        for name, cases in (
            *_labelled(dataset),
            (EXAMPLES, _examples(library)),
            *_lines(),
            *_external(),
        ):
            detected = [bool(detect_injection(case, library.clause_ids).attempts) for case in cases]
            talks = [any(talk.in_text(item.text) for item in case.content) for case in cases if name != EXAMPLES]
            table.add_row(name, str(sum(detected)), str(sum(talks)) if talks else "", str(len(detected)))
        Console().print(table)
        _print_passes(Path(folder), dataset)
        print_flips(Path(folder), dataset)
    cases = [labelled.case for labelled in dataset.cases]
    seconds = elapsed_seconds(lambda: [detect_injection(case, library.clause_ids) for case in cases])
    Console().print(f"{seconds / len(cases) * 1000:.2f} ms per case")


def _print_passes(data_dir: Path, dataset: Dataset) -> None:
    """What confirming a pass costs where a model passes all compliant content."""
    passing = build_obedient_models((), Violation((), ()))
    adjudicator = build(Settings(data_dir=data_dir), judge="cascade", models=passing, judge_only=True).adjudicator
    for split in dataset.splits:
        compliant = [one.case for one in dataset.cases_in(split) if one.gold.outcome is Outcome.NO_VIOLATION]
        decisions = [adjudicator.decide(case) for case in compliant]
        asked = sum(any(part.judge == COMPONENT for part in d.trace.judge_contributions) for d in decisions)
        calls = sum(decision.trace.usage.calls for decision in decisions) / len(decisions)
        codes = ({reason.code for reason in decision.verdict.review_reasons} for decision in decisions)
        refused = sum(ReviewCode.PASS_UNCONFIRMED in code for code in codes)
        text = f"{split}: of {len(compliant)} compliant cases that a model passes, {asked} are asked about again"
        Console().print(f"{text}, {calls:.2f} calls a case; {refused} are left to review")


def _lines() -> Iterator[tuple[str, list[Case]]]:
    for source, (attacks, benign) in {"own": read_attacks(), "sample": read_sample()}.items():
        yield f"{source}: indirect attacks", _make_cases("\n".join(texts_of(attack)) for attack in attacks)
        yield f"{source}: benign lines", _make_cases(benign)


def _labelled(dataset: Dataset) -> Iterator[tuple[str, list[Case]]]:
    for split in dataset.splits:
        labelled = dataset.cases_in(split)
        yield f"{split}: injections", [one.case for one in labelled if Tag.INJECTION in one.tags]
        yield f"{split}: all others", [one.case for one in labelled if Tag.INJECTION not in one.tags]


def _examples(library: Library) -> list[Case]:
    return _make_cases(
        text for clause in library.clauses for text in (*clause.violating_examples, *clause.compliant_examples)
    )


def _external() -> Iterator[tuple[str, list[Case]]]:
    """Instructions to a model about anything but a review, from the external datasets."""
    folder = os.environ.get("CLAUSEWISE_DATASETS")
    if folder is not None:
        attacks = json.loads((Path(folder) / BIPIA).read_text(encoding="utf-8"))
        yield "BIPIA, text attacks", _make_cases(text for texts in attacks.values() for text in texts)


def _make_cases(texts: Iterable[str]) -> list[Case]:
    return [Case(id=f"c{n}", content=(ContentItem(id="i", text=text),)) for n, text in enumerate(texts)]


if __name__ == "__main__":
    main()
