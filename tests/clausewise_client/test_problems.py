"""Each kind of problem has its exception, and an answer that is none is told as it is."""

import json
from typing import get_args

import httpx
import pytest

from api.problem import TYPE_PREFIX, Kind
from clausewise_client import problems
from clausewise_client.problems import KINDS, NotFound, Problem, problem_of


def test_every_kind_of_the_api_has_an_exception() -> None:
    assert {*KINDS} == {*get_args(Kind)}
    assert problems.TYPE_PREFIX == TYPE_PREFIX


def test_problem_carries_what_the_service_said() -> None:
    members = {
        "type": TYPE_PREFIX + "not-found",
        "title": "Not Found",
        "status": 404,
        "detail": "there is no decision dec_x",
        "errors": [{"where": "path.id", "message": "unknown"}],
    }
    headers = httpx.Headers({"X-Request-Id": "r1"})
    problem = problem_of(404, headers, json.dumps(members).encode())
    assert isinstance(problem, NotFound)
    assert str(problem) == "404 urn:clausewise:problem:not-found: there is no decision dec_x; path.id: unknown"
    assert (problem.request_id, problem.errors, problem.title) == ("r1", members["errors"], "Not Found")
    assert problem.members == members


@pytest.mark.parametrize("body", [b"", b"<html>Bad Gateway</html>", b"[1]", b"null", b"\xff\xfe", b'"text"'])
def test_answer_of_a_proxy_is_a_plain_problem(body: bytes) -> None:
    problem = problem_of(502, {}, body)
    assert type(problem) is Problem
    assert (problem.status, problem.type, problem.request_id) == (502, "about:blank", None)
    assert problem.detail == body[:200].decode("utf-8", "replace")


@pytest.mark.parametrize("errors", ["5", "null", '"no"', "[1]", '{"where": 1}'])
def test_errors_of_another_shape_are_none(errors: str) -> None:
    assert problem_of(422, {}, f'{{"errors": {errors}}}'.encode()).errors == []


def test_kind_of_a_newer_service_is_a_plain_problem() -> None:
    problem = problem_of(418, {}, b'{"type": "urn:clausewise:problem:teapot", "detail": "short", "errors": null}')
    assert (type(problem), problem.type, problem.errors) == (Problem, "urn:clausewise:problem:teapot", [])
