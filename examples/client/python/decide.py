"""Decides a post, reads why, and lists what was decided about the creator.

    python examples/client/python/decide.py http://localhost:8000

The key is that of `clausewise keys create`; a service on this machine without keys needs none.
"""

import argparse
import os

from clausewise_client import Clausewise, Problem, ServiceUnreachable
from clausewise_client.models import Case

POST: Case = {
    "id": "video-7741",
    "creator_id": "cr_maya",
    "content": [{"id": "c1", "kind": "caption", "text": "This tea cured my diabetes in two weeks, link in bio!"}],
}


def main(base_url: str) -> None:
    with Clausewise(base_url, os.environ.get("CLAUSEWISE_KEY")) as client:
        decision = client.decide(POST, idempotency_key="video-7741")  # a second run decides nothing
        print(decision["decision_id"], decision["verdict"]["outcome"])
        for finding in decision["verdict"].get("findings", []):
            quotes = [quote["text"] for quote in finding.get("content_quotes", [])]
            print(f"  {finding['clause_id']} {finding['status']}: {' … '.join(quotes)}")
        for summary in client.iterate_decisions(creator_id="cr_maya", limit=100):
            print(f"  {summary['decided_at']} {summary['current_outcome']} {', '.join(summary['current_violated'])}")
        try:
            client.get_decision("dec_unknown")
        except Problem as problem:
            print(f"  {problem.kind}: {problem.detail}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Decides a post, and lists what was decided about its creator.")
    parser.add_argument("url", help="of the service, such as http://localhost:8000")
    try:
        main(parser.parse_args().url)
    except (ValueError, ServiceUnreachable) as error:
        parser.error(str(error))
