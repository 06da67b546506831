"""`clausewise eval export` and `eval import` from the command line, there and back."""

from pathlib import Path

import pytest

from eval.dataset.dataset import BUNDLED, read_dataset
from eval.exports.export_format import ExportFormat
from tests.cli.conftest import Run


@pytest.mark.parametrize("form", ExportFormat)
def test_cases_come_back_equal(run: Run, workspace: Path, dataset: Path, form: ExportFormat) -> None:
    there_and_back(run, workspace, dataset, form)


@pytest.mark.slow
@pytest.mark.parametrize("form", ExportFormat)
def test_bundled_cases_come_back_equal(run: Run, workspace: Path, form: ExportFormat) -> None:
    there_and_back(run, workspace, BUNDLED, form)


def there_and_back(run: Run, workspace: Path, folder: Path, form: ExportFormat) -> None:
    cases = read_dataset(folder).cases
    options = ("eval", "export", str(folder), "--format", form.value, "--out", "out/cases.json")
    written = run(*options)
    assert written.exit_code == 0, written.stderr
    assert f"out/cases.json: {len(cases)} cases for {form.value}" in written.stdout
    assert ("label-config.xml" in written.stdout) is (form is ExportFormat.LABEL_STUDIO)
    assert run("eval", "import", "out/cases.json", "--out", "back").exit_code == 0
    assert read_dataset(workspace / "back").cases == cases
    refused = run(*options)
    assert refused.exit_code == 2
    assert "name another --out, or replace it with --force" in refused.stderr
    assert run(*options, "--force").exit_code == 0
