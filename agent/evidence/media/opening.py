"""Opens the reader of media that the settings describe."""

from agent.evidence.media.reader import MediaReader
from agent.settings import Settings
from llm.transcription import TranscriptionService


def open_media_reader(settings: Settings) -> MediaReader:
    """Loads no library: that happens at the first file."""
    options = settings.media
    transcriber = None
    if options.transcription_url:
        key = options.transcription_key.get_secret_value() if options.transcription_key else None
        transcriber = TranscriptionService(
            options.transcription_url, options.transcription_model, key, options.transcription_seconds
        )
    return MediaReader(options, settings.max_content_chars, transcriber=transcriber)
