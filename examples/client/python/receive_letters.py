"""Receives the webhook of letters: what is not signed with the secret is refused, what came before is not repeated.

CLAUSEWISE_WEBHOOK_SECRET=whsec_… python examples/client/python/receive_letters.py 8090
"""

import argparse
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

from clausewise_client import InvalidWebhook, verify_webhook

MAX_BODY_BYTES = 1_000_000
seen: set[str] = set()  # a real receiver stores the ids


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), MAX_BODY_BYTES))
        try:
            event = verify_webhook(body, dict(self.headers), [os.environ["CLAUSEWISE_WEBHOOK_SECRET"]])
        except InvalidWebhook:
            self.send_response(400)
            self.end_headers()
            return
        if event["id"] not in seen:
            seen.add(event["id"])
            for message in event["data"]["messages"]:
                print(f"to {event['data']['creator_id']}: {message['subject']}", flush=True)
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  the name of the base class
        """No line for each request."""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Receives the webhook of letters on this machine.")
    parser.add_argument("port", type=int)
    HTTPServer(("127.0.0.1", parser.parse_args().port), Receiver).serve_forever()
