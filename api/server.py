"""The server under the application."""

import os
import socket

import uvicorn
from fastapi import FastAPI

from domain.errors import InputError


def bound(host: str, port: int) -> socket.socket:
    """Taken before anything is opened, so that a second service on one port touches nothing of the first's work.
    Raises InputError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise InputError(f"it cannot listen on {host}, port {port} ({why}): give another --port or --host") from error


def listen(app: FastAPI, place: socket.socket, drain_seconds: int) -> None:
    """Until it is told to end: then requests under way have `drain_seconds` to finish."""
    config = uvicorn.Config(
        app, access_log=False, log_config=None, server_header=False, timeout_graceful_shutdown=drain_seconds
    )
    uvicorn.Server(config).run(sockets=[place])
