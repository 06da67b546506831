"""The HTTP server that runs the application."""

import os
import socket

import uvicorn
from fastapi import FastAPI

from domain.errors import InputError


def bind_socket(host: str, port: int) -> socket.socket:
    """Bound before any store is opened, so that a second service on the port changes no data. Raises InputError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise InputError(f"cannot listen on {host}, port {port} ({reason}): give another --port or --host") from error


def run_server(app: FastAPI, listener: socket.socket, drain_seconds: int) -> None:
    """Serves until a signal ends it; requests in progress then have `drain_seconds` to finish."""
    config = uvicorn.Config(
        app, access_log=False, log_config=None, server_header=False, timeout_graceful_shutdown=drain_seconds
    )
    uvicorn.Server(config).run(sockets=[listener])
