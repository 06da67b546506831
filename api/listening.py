"""The server under the application."""

import uvicorn
from fastapi import FastAPI


def listen(app: FastAPI, host: str, port: int, drain_seconds: int) -> None:
    """Until it is told to end: then requests under way have `drain_seconds` to finish."""
    uvicorn.run(
        app,
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=drain_seconds,
    )
