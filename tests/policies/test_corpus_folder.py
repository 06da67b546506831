"""A folder is read completely, or refused with the errors of all files."""

from pathlib import Path

import pytest

from policies.corpus_folder import read_folder
from policies.parsing.diagnostics import CorpusErrors

POLICY = """---
id: live
title: Live
version: "1.0"
effective_from: 2026-01-01
---

## LIV-1 Countdowns

- **kind**: definition

Words.
"""


def errors(folder: Path) -> str:
    with pytest.raises(CorpusErrors) as refused:
        read_folder(folder)
    return str(refused.value).replace(str(folder), "F")


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusErrors, match=r"none: there is no such folder; name a folder of policies$"):
        read_folder(tmp_path / "none")


def test_empty_folder_is_refused(tmp_path: Path) -> None:
    assert (
        errors(tmp_path)
        == "F: the folder contains no policies; add policies as *.md, or an external policy set as rules.jsonl"
    )


def test_unreadable_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "live.md").mkdir()
    assert errors(tmp_path) == (
        "F/live.md: the file cannot be read (Is a directory); give read permission, or move it away"
    )


def test_errors_of_all_files_are_reported(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(POLICY.replace("definition", "definitions"))
    (tmp_path / "b.md").write_bytes(b"\xff")
    (tmp_path / "c.md").write_text(POLICY)
    assert errors(tmp_path) == (
        'F/a.md:10: unknown kind "definitions"; '
        'write rule, exception, definition, procedure or consequence (did you mean "definition"?)\n'
        "F/b.md:1: the byte 0xff is not UTF-8; save the file as UTF-8"
    )


def test_manifest_error_is_reported_first(tmp_path: Path) -> None:
    (tmp_path / "corpus.toml").write_text("name = 3\n")
    (tmp_path / "a.md").write_text("nothing")
    assert errors(tmp_path) == 'F/corpus.toml:1: the corpus has no name; write name = "…" in the first line'


def test_hidden_and_other_files_are_ignored(tmp_path: Path) -> None:
    (tmp_path / ".live.md").write_text("an editor's backup")
    (tmp_path / "notes.txt").write_text("notes")
    (tmp_path / "live.md").write_text(POLICY)
    contents = read_folder(tmp_path)
    assert (contents.manifest.name, [d.id for d in contents.documents], contents.external) == (
        tmp_path.name,
        ["live"],
        False,
    )
