"""What deploys the service: manifests, compose file and workflows follow their schemas and name what exists."""

import json
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from kubernetes import client as kubernetes_client
from pydantic import BaseModel, ValidationError

from agent.settings import Settings, setting_paths
from tests.test_documents import OTEL_VARIABLES

ROOT = Path(__file__).parents[1]
MANIFESTS = sorted((ROOT / "deploy" / "kubernetes").glob("*.yaml"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
COMPOSE = ROOT / "deploy" / "compose.yaml"
SETTINGS = {f"CLAUSEWISE_{path.upper().replace('.', '__')}" for path in setting_paths(Settings)}


def schema(name: str) -> dict[str, Any]:
    """One that comes with check-jsonschema."""
    found: dict[str, Any] = json.loads(
        (files("check_jsonschema") / "builtin_schemas" / "vendor" / f"{name}.json").read_text(encoding="utf-8")
    )
    return found


def resources() -> Iterator[dict[str, Any]]:
    for path in MANIFESTS:
        yield from yaml.safe_load_all(path.read_text(encoding="utf-8"))


def model_of(resource: dict[str, Any]) -> type[BaseModel]:
    """The class of the official client, which is made from the OpenAPI document of Kubernetes: V1Deployment."""
    version = resource["apiVersion"].rpartition("/")[2]
    found: type[BaseModel] = getattr(kubernetes_client, f"{version[0].upper()}{version[1:]}{resource['kind']}")
    return found


def test_manifests_follow_the_types_of_kubernetes() -> None:
    kinds = [model_of(found).model_validate(found).__class__.__name__ for found in resources()]
    assert {"V1Deployment", "V1Service", "V1Job", "V1NetworkPolicy", "V1PodDisruptionBudget"} < {*kinds}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"replica": 2}, "spec.replica\n.*Extra inputs"),
        ({"selector": None}, "spec.selector\n"),
        ({"template": {"spec": {"containers": [{"image": "a"}]}}}, r"spec.template.spec.containers.0.name\n"),
    ],
)
def test_wrong_manifest_is_found(change: dict[str, Any], problem: str) -> None:
    deployment = next(found for found in resources() if found["kind"] == "Deployment")
    wrong = {**deployment, "spec": {**deployment["spec"], **change}}
    with pytest.raises(ValidationError, match=problem):
        model_of(wrong).model_validate(wrong)


def test_compose_file_follows_its_schema() -> None:
    jsonschema.validate(yaml.safe_load(COMPOSE.read_text(encoding="utf-8")), schema("compose-spec"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_follows_its_schema(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    workflow["on"] = workflow.pop(True)  # YAML 1.1 reads the word as a truth value
    jsonschema.validate(workflow, schema("github-workflows"))


def test_actions_of_the_release_have_whole_versions() -> None:
    used = re.findall(r"uses: \S+@(\S+)", (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))
    assert len(used) >= 4
    assert [version for version in used if not re.fullmatch(r"v\d+\.\d+\.\d+|[0-9a-f]{40}", version)] == []


def test_variables_exist_and_images_have_the_version() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in [*MANIFESTS, COMPOSE])
    named = set(re.findall(r"\b(?:CLAUSEWISE|OTEL)_[A-Z_]*[A-Z]\b", text))
    assert named - SETTINGS - OTEL_VARIABLES == set()
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version is not None
    assert set(re.findall(r"image: clausewise:(\S+)", text)) == {version[1]}


@pytest.mark.slow
def test_wheel_decides_a_case_in_an_environment_of_its_own(tmp_path: Path) -> None:
    """With the libraries of this environment; the release installs those too."""
    wheel = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(tmp_path)]
    subprocess.run([*wheel, str(ROOT)], check=True, capture_output=True)
    (built,) = tmp_path.glob("clausewise-*.whl")
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "clean")], check=True)
    python = tmp_path / "clean" / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "-q", "--no-deps", "--no-index", str(built)]
    subprocess.run(pip, check=True, capture_output=True)
    packages = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    (Path(packages) / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    command = str(tmp_path / "clean" / "bin" / "clausewise")
    called = [[command, "--version"], [command, "adjudicate", str(ROOT / "examples" / "turmeric.yaml"), "--json"]]
    shown, decided = (
        subprocess.run(one, check=True, capture_output=True, text=True, cwd=tmp_path).stdout for one in called
    )
    assert "0." in shown
    assert json.loads(decided)["verdict"]["outcome"] == "violation"
