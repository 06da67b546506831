"""Words beside the rules: translations, redress, sentences for facts and reasons of reviews change no decision."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from domain.clause import Clause, ClauseKind, ReasonPreset
from domain.redress import Redress
from domain.review import ReviewAction
from policies.checks.check import check_library
from policies.checks.problem import Level
from policies.corpus_cache import open_corpus
from policies.corpus_path import BUNDLED_CORPUS
from policies.diff.change import ChangeKind, ListChange, TextChange
from policies.diff.comparison import compare_sides
from policies.diff.side import side_of
from policies.library import Library, load_library
from policies.lint.lint import lint
from policies.lint.lint_input import LintInput
from policies.parsing.diagnostics import CorpusErrors

MANIFEST = """name = "Ours"

[markets]
US = "United States"
DE = "Germany"
FR = "France"

[groups]
EU = ["DE", "FR"]
"""
POLICY = """---
id: live
title: Live
version: "1.0"
effective_from: 2026-01-01
---

## LIV-1 Countdowns

- **kind**: rule

Do not restart a countdown.

### Violating examples

- last minute, again

### Compliant examples

- last minute

### Why

It hurries people.

### How to fix

- Let it end.

### Appeal evidence

- the recording
"""
DIGEST = "741542313885"
TRANSLATIONS = f"""
### Translations

```toml
[de]
of = "{DIGEST}"
title = "Countdowns"
text = "Starte einen Countdown nicht neu."
why = "Das drängt Menschen."
fix = ["Lass ihn enden."]
appeal_evidence = ["die Aufnahme"]
```
"""

REASONS = """
### Review reasons

- uphold: The clock is set back.
- overturn: It is another offer: the product differs.
"""


def load(folder: Path, policy: str = POLICY + TRANSLATIONS, manifest: str = MANIFEST, **files: str) -> Library:
    folder.mkdir(exist_ok=True)
    for name, text in {"live.md": policy, "corpus.toml": manifest}.items():
        (folder / name).write_text(text, encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return load_library(folder)


def rule_of(library: Library) -> Clause:
    return library.clauses[0]


def problems(library: Library) -> list[str]:
    return [str(problem) for problem in check_library(library) if "outside the platform" not in problem.message]


def test_translation_is_read_and_replaces_the_words_in_its_language(tmp_path: Path) -> None:
    rule = rule_of(load(tmp_path))
    assert rule.words_digest == DIGEST
    german = rule.in_language("de")
    assert (german.title, german.text) == ("Countdowns", "Starte einen Countdown nicht neu.")
    assert german.teaching is not None
    assert german.teaching.texts == ("Das drängt Menschen.", "Lass ihn enden.", "die Aufnahme")
    assert rule.in_language("fr") is rule


def test_translation_changes_neither_fingerprint_nor_what_is_judged(tmp_path: Path) -> None:
    plain, translated = load(tmp_path / "plain", POLICY), load(tmp_path / "translated")
    redress = "[redress.default]\nappeal_days = 9\n"
    with_all = load(tmp_path / "all", redress=redress, vocabulary="", glossary="")
    assert plain.fingerprint == translated.fingerprint == with_all.fingerprint
    without = rule_of(translated).model_copy(update={"translations": ()})
    assert without == rule_of(plain)


def test_translation_of_other_words_is_not_shown_and_reported_by_the_lint(tmp_path: Path) -> None:
    library = load(tmp_path, POLICY.replace("a countdown.", "any countdown.") + TRANSLATIONS)
    rule = rule_of(library)
    assert rule.translation("de") is None
    assert rule.in_language("de") is rule
    found = [str(f.problem) for f in lint(LintInput(library, date(2026, 2, 1))) if f.rule == "stale-translation"]
    assert found == [
        'warning: LIV-1@1.0: the translation "de" is of other words than the clause has now; translate what has '
        f'changed, then write of = "{rule.words_digest}"'
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[de]", "[ger]", '37: "ger" is not a language; write two small letters such as de (ISO 639-1)'),
        ("[de]", "[DE]", '37: "DE" is not a language; write two small letters such as de (ISO 639-1)'),
        (
            "why =",
            "reason =",
            '37: a translation has no field "reason"; write of, title, text, why, fix or appeal_evidence',
        ),
        (
            f'of = "{DIGEST}"\n',
            "",
            f'37: the translation "de" does not say of which words it is; once it is right, write of = "{DIGEST}"',
        ),
        ('title = "Countdowns"\n', "", '37: the translation "de": title: Field required; write it as text'),
        ('fix = ["Lass ihn enden."]', "fix = 3", 'the translation "de": fix: Input should be a valid tuple'),
        ("[de]", "[de", "37: invalid TOML: "),
        ("```toml\n", "", "34: the translations are not one block; write one fenced block of TOML"),
    ],
)
def test_faulty_translation_is_refused_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    source = POLICY + TRANSLATIONS
    assert source.count(old) == 1
    with pytest.raises(CorpusErrors) as refused:
        load(tmp_path, source.replace(old, new))
    assert message in str(refused.value)


def test_check_names_what_a_translation_lacks_and_which_rules_have_none(tmp_path: Path) -> None:
    incomplete = TRANSLATIONS.replace('why = "Das drängt Menschen."\n', "").replace('["die Aufnahme"]', "[]")
    library = load(tmp_path, POLICY + incomplete, 'languages = ["de", "fr"]\n' + MANIFEST)
    assert problems(library) == [
        'warning: LIV-1@1.0: the translation "de" lacks why, 1 of 1 appeal_evidence; add it: letters show the '
        "clause's own words there",
        'note: corpus.toml "languages": 0 of 1 rules are translated into fr, not LIV-1; translate them: letters in '
        "this language quote the others in their own",
    ]


def test_unknown_language_of_the_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusErrors, match=r'corpus.toml:1: "german" is not a language; write two small letters'):
        load(tmp_path, manifest='languages = ["german"]\n' + MANIFEST)


def test_diff_shows_what_changed_in_a_translation(tmp_path: Path) -> None:
    changed = TRANSLATIONS.replace("nicht neu", "nie neu").replace('["die Aufnahme"]', '["der Mitschnitt"]')
    before, after = load(tmp_path / "before"), load(tmp_path / "after", POLICY + changed)
    diff = compare_sides(side_of(before, None, "before"), side_of(after, None, "after"))
    (clause,) = diff.clauses
    assert [(change.kind, change.field, type(change)) for change in clause.changes] == [
        ("translations", "de text", TextChange),
        ("translations", "de appeal evidence", ListChange),
    ]


def test_redress_of_a_market_is_its_own_then_that_of_its_group_then_the_default(tmp_path: Path) -> None:
    rows = """[redress.default]
appeal_days = 20
body = "none"

[redress.EU]
complaint_days = 180
body.en = "The Board"

[redress.DE]
appeal_days = 30
body.de = "Die Stelle"
"""
    library = load(tmp_path, redress=rows)
    assert library.redress_in("US") == library.redress_in(None) == Redress(appeal_days=20, body="none")
    assert library.redress_in("FR") == Redress(appeal_days=20, complaint_days=180, body={"en": "The Board"})
    german = library.redress_in("DE")
    assert german == Redress(appeal_days=30, complaint_days=180, body={"de": "Die Stelle"})
    assert [german.body_in("de"), library.redress_in("FR").body_in("de"), library.redress_in("US").body_in("de")] == [
        "Die Stelle",
        "The Board",
        "",
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("[redress.UK]\nappeal_days = 3", '"UK" is no market; write DE, EU, FR, US or default'),
        ("[redress.default]\nappeal_days = 0", "appeal_days: Input should be greater than 0"),
        ("[redress.default]\ndays = 3", "days: Extra inputs are not permitted"),
        ('[redress.default]\nbody = "nobody"', "body"),
        ('[redress.default]\nbody.german = "Stelle"', '"german" is not a language'),
    ],
)
def test_faulty_redress_is_refused(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(CorpusErrors) as refused:
        load(tmp_path, redress=row)
    assert message in str(refused.value)


def test_check_names_what_redress_does_not_say(tmp_path: Path) -> None:
    row = '[redress.DE]\nclause = "ENF-8"\nbody.en = "The Board"\n'
    found = [str(problem) for problem in check_library(load(tmp_path, POLICY, redress=row))]
    assert found == [
        'error: redress.toml "DE": it names the clause ENF-8, which does not exist; name a clause of the policies',
        'note: redress.toml "default": it does not say whether a body outside the platform decides disputes in US, FR; '
        'ask who answers for these markets, then name it (body.en = "…"), or write body = "none"',
    ]


@pytest.mark.parametrize(
    ("fact", "message"),
    [
        ('type = "boolean"\nmeaning = "M."\nsentence.en = "it is on"', "for a boolean, words for others"),
        (
            'type = "number"\nunit = "min"\nmeaning = "M."\nsentence.en = { true = "a", false = "b" }',
            "for a boolean, words for others",
        ),
        ('type = "text"\nmeaning = "M."\nsentence.en = "in {value}"', "a text has no {value}"),
        ('type = "number"\nunit = "min"\nmeaning = "M."\nsentence.en = "{minutes} min"', "a number has no {minutes}"),
        ('type = "date"\nmeaning = "M."\nsentence.en = "{percent}"', "a date has no {percent}"),
        ('type = "text"\nmeaning = "M."\nsentence.english = "it is so"', '"english" is not a language'),
    ],
)
def test_faulty_sentence_of_a_fact_is_refused(tmp_path: Path, fact: str, message: str) -> None:
    with pytest.raises(CorpusErrors) as refused:
        load(tmp_path, vocabulary=f"[facts.a]\n{fact}\n")
    assert message in str(refused.value)


def test_check_names_facts_without_a_sentence_once_others_have_one(tmp_path: Path) -> None:
    facts = '[facts.a]\ntype = "text"\nmeaning = "M."\n\n[facts.b]\ntype = "text"\nmeaning = "M."\n'
    policy = POLICY + '\n### Check\n\n`facts.a == "x" && facts.b == "y"`\n'
    assert problems(load(tmp_path / "none", policy, vocabulary=facts)) == []
    assert problems(load(tmp_path / "one", policy, vocabulary=facts + 'sentence.en = "so it is"\n')) == [
        'note: vocabulary.toml "a": letters cannot tell the creator this fact; add sentence.en'
    ]


def test_cached_corpus_has_translations_redress_and_languages(tmp_path: Path) -> None:
    library = load(
        tmp_path / "corpus", manifest='languages = ["de"]\n' + MANIFEST, redress="[redress.US]\nappeal_days = 7\n"
    )
    cached = [open_corpus(tmp_path / "corpus", tmp_path / "cache") for _ in range(2)][1]
    assert (cached.redress, cached.languages) == (library.redress, ("de",))
    assert rule_of(cached) == rule_of(library)


def test_bundled_translations_are_current_and_complete() -> None:
    library = load_library(BUNDLED_CORPUS)
    translated: Mapping[str, set[str]] = {
        language: {clause.id for clause in library.clauses if clause.translation(language)}
        for language in library.languages
    }
    assert library.languages == ("de", "es", "fr")
    rules = {clause.id for clause in library.clauses if clause.kind is ClauseKind.RULE}
    assert {language: ids == rules for language, ids in translated.items()} == dict.fromkeys(library.languages, True)
    stale = [c.key for c in library.clauses for t in c.translations if t.of != c.words_digest]
    assert stale == []
    assert [p for p in check_library(library) if p.level is not Level.NOTE] == []
    assert library.redress_in("DE").contest_days == 190
    assert library.redress_in("US").contest_days == 24


def test_bundled_facts_that_rules_read_have_a_sentence_in_each_language_of_letters() -> None:
    vocabulary = load_library(BUNDLED_CORPUS).vocabulary or {}
    with_sentence = [variable for variable in vocabulary.values() if variable.sentence]
    assert len(with_sentence) == 54
    assert {tuple(sorted(variable.sentence)) for variable in with_sentence} == {
        ("de", "en", "es", "fr", "id", "pt", "th", "vi")
    }


def test_reasons_are_read_and_change_neither_fingerprint_nor_rule(tmp_path: Path) -> None:
    plain, with_reasons = load(tmp_path / "plain", POLICY), load(tmp_path / "reasons", POLICY + REASONS)
    rule = rule_of(with_reasons)
    assert rule.reason_presets == (
        ReasonPreset(action=ReviewAction.UPHOLD, text="The clock is set back."),
        ReasonPreset(action=ReviewAction.OVERTURN, text="It is another offer: the product differs."),
    )
    assert rule.model_copy(update={"reason_presets": ()}) == rule_of(plain)
    assert with_reasons.fingerprint == plain.fingerprint


@pytest.mark.parametrize("item", ["The clock is set back.", "agree: It is so.", "uphold:", "uphold: "])
def test_reason_without_the_action_of_a_review_is_an_error(tmp_path: Path, item: str) -> None:
    with pytest.raises(CorpusErrors, match=r"does not name the action of a review.*write uphold, overturn, amend"):
        load(tmp_path / "bad", f"{POLICY}\n### Review reasons\n\n- {item}\n")


def test_changed_reasons_are_a_change_of_their_own(tmp_path: Path) -> None:
    before, after = load(tmp_path / "before", POLICY), load(tmp_path / "after", POLICY + REASONS)
    diff = compare_sides(side_of(before, None, "before"), side_of(after, None, "after"))
    assert diff.counts == {ChangeKind.REVIEW_REASONS: 1}
