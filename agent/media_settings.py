"""The settings of media: how much of them is read, and by what."""

from pydantic import Field, SecretStr

from domain.base import FrozenModel


class MediaOptions(FrozenModel):
    """Pictures, videos and sound of a case. What is beyond a limit is not read; the decision says so, and a person
    decides."""

    max_files: int = Field(default=12, ge=1, le=64, description="The most files of one case that are read.")
    max_file_bytes: int = Field(default=50_000_000, gt=0, description="The most bytes of one file.")
    max_pixels: int = Field(default=40_000_000, gt=0, description="The most pixels of one picture or frame.")
    max_seconds: float = Field(default=600.0, gt=0, description="The longest video or sound that is read.")
    max_frames: int = Field(default=24, ge=1, description="The most frames of one video in which text is read.")
    read_seconds: float = Field(
        default=120.0, gt=0, description="The longest time in which the files of one case are read."
    )
    link_seconds: float = Field(default=20.0, gt=0, description="The longest time to download one file by its link.")
    trusted_hosts: frozenset[str] = Field(
        default=frozenset(),
        description="A JSON list of hosts of links that may have a private address and be reached without TLS.",
    )
    transcription_url: str | None = Field(
        default=None,
        description="The base URL of a service that transcribes speech as OpenAI's does, such as "
        "`https://api.openai.com/v1`. Without it, sound is not read.",
    )
    transcription_model: str = Field(
        default="whisper-1", description="The model of that service. It must answer with the times of its segments."
    )
    transcription_key: SecretStr | None = Field(default=None, description="The API key of that service.")
    transcription_seconds: float = Field(
        default=120.0, gt=0, description="The longest time in which that service transcribes one part of 10 minutes."
    )
    model_reads_pictures: bool = Field(
        default=False,
        description="Whether the chat model takes pictures. It is then shown those of the case besides their text.",
    )
    max_pictures_to_model: int = Field(
        default=4, ge=1, le=16, description="The most pictures and frames that the chat model is shown."
    )
