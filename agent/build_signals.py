"""Opens the source of creators' signals that the settings name."""

from agent.settings import Settings
from signals.sources.base import SignalSource


def build_signals(settings: Settings) -> SignalSource:
    """The HTTP source if a URL is set, else the creators of a file."""
    if settings.signals_url is None:
        from signals.sources.file_source import SAMPLE_CREATORS, load_creators

        return load_creators(settings.signals_file or SAMPLE_CREATORS)
    from signals.sources.http_source import HttpSignals

    token = settings.signals_token.get_secret_value() if settings.signals_token else None
    return HttpSignals(settings.signals_url, token, timeout_s=settings.signals_timeout_seconds)
