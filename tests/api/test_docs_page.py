"""The documentation page names files of this service only, and its policy lets the browser load nothing else."""

import re

from fastapi.testclient import TestClient


def test_page_and_its_files_come_from_this_service(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    files = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(files) == 5
    for name in files:
        assert "//" not in name
        found = client.get(f"/{name}")
        assert (found.status_code, len(found.content) > 100) == (200, True), name
    assert re.search(r"<script[^>]*>[^<]", page.text) is None


def test_unknown_file_is_a_problem(client: TestClient) -> None:
    for name in ("other.js", "..%2Fmain.py", "__init__.py"):
        assert client.get(f"/docs/{name}").status_code == 404, name
    assert client.post("/docs").status_code == 405


def test_document_does_not_list_the_page(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert [path for path in paths if path.startswith("/docs")] == []
