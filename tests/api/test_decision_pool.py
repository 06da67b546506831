"""Keys take turns, a caller that is gone is skipped, and what may wait is bounded."""

import asyncio
from collections.abc import Coroutine
from threading import Event
from typing import Any

import pytest

from agent.service_settings import ServiceOptions
from api.decision_pool import DecisionPool, Places
from api.problem import ApiError

Task = asyncio.Task[None]


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0.005)


class Pool:
    """With one thread that is busy until `release`; `done` are the names of the works in their order."""

    def __init__(self) -> None:
        self.pool = DecisionPool(ServiceOptions(decision_workers=1), calls_models=False)
        self.released, self.done, self.tasks = Event(), list[str](), dict[str, Task]()
        self.add("busy", "first")

    def add(self, key_id: str, name: str) -> None:
        def work() -> None:
            assert self.released.wait(10)
            self.done.append(name)

        self.tasks[name] = asyncio.ensure_future(self.pool.run(key_id, work))

    async def release(self) -> list[str]:
        self.released.set()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)
        await settle()
        self.pool.stop()
        return self.done


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(test, 20))


def test_keys_take_turns() -> None:
    async def test() -> None:
        pool = Pool()
        for name in ("a1", "a2", "a3", "b1", "b2", "c1"):
            pool.add(name[0], name)
        await settle()
        assert await pool.release() == ["first", "a1", "b1", "c1", "a2", "b2", "a3"]

    run(test())


def test_work_of_a_caller_that_is_gone_is_dropped_unless_it_has_begun() -> None:
    async def test() -> None:
        pool = Pool()
        for name in ("a1", "a2", "b1"):
            pool.add(name[0], name)
        await settle()
        for name in ("first", "a1", "b1"):
            pool.tasks[name].cancel()
        await settle()
        assert await pool.release() == ["first", "a2"]

    run(test())


def test_one_key_leaves_a_thread_to_the_others() -> None:
    async def test() -> None:
        pool = DecisionPool(ServiceOptions(decision_workers=3), calls_models=False)
        released = Event()
        held = [asyncio.ensure_future(pool.run("a", lambda: released.wait(10))) for _ in range(5)]
        await settle()
        assert await pool.run("b", lambda: 7) == 7
        assert not any(one.done() for one in held)
        released.set()
        assert await asyncio.gather(*held) == [True] * 5
        pool.stop()

    run(test())


def test_failed_work_frees_its_thread() -> None:
    async def test() -> None:
        pool = DecisionPool(ServiceOptions(decision_workers=1), calls_models=False)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                await pool.run("a", lambda: 1 // 0)
        assert await pool.run("a", lambda: 7) == 7
        pool.stop()

    run(test())


def test_places_are_bounded_for_a_key_and_in_all_and_come_back() -> None:
    places = Places("streams", per_key=2, in_all=3)

    def refusal(key_id: str) -> str:
        with pytest.raises(ApiError) as refused, places.take(key_id):
            pass
        assert (refused.value.status_code, refused.value.headers) == (429, {"Retry-After": "5"})
        return str(refused.value.detail)

    with places.take("a"), places.take("a"):
        assert refusal("a").startswith("this key has 2 streams in progress, the most that one key may have: wait")
        with places.take("b"):
            assert refusal("c").startswith("the service has 3 streams in progress")
        with places.take("c"):
            pass
    with places.take("a"):
        pass
