"""The Ozone bridge with a real service: reports in, labels and escalations out, interrupted and repeated."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from clausewise_client import Clausewise
from examples.neighbours.ozone.bridge import Bridge, make_case
from examples.neighbours.ozone.service import Ozone
from tests.api.processes import SECRET, ServiceProcess
from tests.examples.neighbours.conftest import HARMLESS, UNCLEAR, VIOLATING, Peer, peer, serving
from tests.examples.neighbours.ozone import ozone_double
from tests.examples.neighbours.ozone.ozone_double import AUTHOR, DEFS, MODERATOR, PASSWORD
from tests.examples.neighbours.waiting import wait_until


@dataclass
class Setting:
    ozone: ozone_double.Ozone
    peer: Peer
    bridge: Bridge
    service: ServiceProcess

    def kinds(self) -> list[str]:
        return sorted(one.event.py_type.removeprefix(f"{DEFS}#modEvent") for one in self.ozone.emitted)


def make_bridge(url: str, service: str, place: Path, label: str = "policy-violation") -> Bridge:
    http = httpx.Client(base_url=url, auth=("admin", PASSWORD), trust_env=False)
    return Bridge(Clausewise(service), Ozone(http, MODERATOR), [SECRET], label, place)


@pytest.fixture
def setting(service: ServiceProcess, tmp_path: Path) -> Iterator[Setting]:
    ozone = ozone_double.Ozone()
    with peer(ozone.answer) as found:
        bridge = make_bridge(found.url, f"http://127.0.0.1:{service.port}", tmp_path / "place.json")
        with serving({"/clausewise": bridge.take_letters}), bridge.clausewise, bridge.ozone.http:
            yield Setting(ozone, found, bridge, service)


@pytest.mark.slow
def test_reports_become_labels_escalations_and_comments(setting: Setting) -> None:
    uri, cid = setting.ozone.report(0, {"text": f"{VIOLATING} (ozone)"})
    setting.ozone.report(0, None)  # another report of the same version
    setting.ozone.report(1, {"text": f"{UNCLEAR} (ozone)"})
    setting.ozone.report(2, {"text": HARMLESS})
    setting.ozone.report(3, None)
    setting.ozone.add_event({"$type": "com.atproto.admin.defs#repoRef", "did": AUTHOR})
    assert (setting.bridge.poll(), setting.bridge.poll()) == (6, 0)
    wait_until(lambda: "Label" in setting.kinds())
    assert setting.kinds() == ["Comment", "Comment", "Escalate", "Label"]
    label = next(one for one in setting.ozone.emitted if one.event.py_type.endswith("Label"))
    assert (label.subject.uri, label.subject.cid, label.created_by) == (uri, cid, MODERATOR)
    assert (label.event.create_label_vals, label.event.negate_label_vals) == (["policy-violation"], [])
    decisions = setting.service.client.get("/v1/decisions", params={"case_id": f"{uri}#{cid}"}).json()["items"]
    assert [one["creator_id"] for one in decisions] == [AUTHOR]
    review = {"action": "overturn", "reason": "She quotes it."}
    path = f"/v1/decisions/{decisions[0]['decision_id']}/reviews"
    assert setting.service.client.post(path, json=review).status_code == 201
    wait_until(lambda: setting.kinds().count("Label") == 2)
    assert setting.ozone.emitted[-1].event.negate_label_vals == ["policy-violation"]


@pytest.mark.slow
def test_interrupted_poll_goes_on_and_doubles_nothing(setting: Setting, tmp_path: Path) -> None:
    for number, text in enumerate((UNCLEAR, HARMLESS, f"{UNCLEAR} !"), 4):
        setting.ozone.report(number, {"text": f"{text} interrupted"})
    good: list[int | str] = [""]
    for faults in ([*good * 2, 500], [*good * 2, "lost"], [*good * 4, 500]):  # the list, a record, an event, a record …
        setting.peer.faults = faults
        with pytest.raises(httpx.HTTPError):
            setting.bridge.poll()
    (tmp_path / "place.json").unlink()  # as if the machine had been lost
    assert setting.bridge.poll() == 3
    assert setting.kinds() == ["Comment", "Escalate", "Escalate"]


def test_case_of_a_post() -> None:
    record = {"text": "Hello", "embed": {"images": [{"alt": "A cup"}, {"alt": ""}, "no image"]}}
    assert make_case(f"at://{AUTHOR}/app.bsky.feed.post/1", "bafy", record) == {
        "id": f"at://{AUTHOR}/app.bsky.feed.post/1#bafy",
        "creator_id": AUTHOR,
        "content": [{"kind": "caption", "text": "Hello"}, {"kind": "other", "text": "A cup"}],
    }
    hostile: list[dict[str, Any]] = [{"text": ""}, {"text": 5}, {"text": [], "embed": {"images": 7}}, {"embed": []}]
    for record in hostile:
        assert make_case("at://x/y/z", "bafy", record) is None


@pytest.mark.parametrize("label", ["", "policy violation", "a,b", "it's"])
def test_label_that_ozone_refuses_is_refused_at_the_start(label: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Ozone accepts no label"):
        make_bridge("http://127.0.0.1:1", "http://127.0.0.1:1", tmp_path / "place.json", label)
