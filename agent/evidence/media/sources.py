"""Gets the bytes of a medium from a data URL or a link. The command line turns files into data URLs."""

import base64
import binascii
import re
from dataclasses import dataclass, field
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from agent.media_settings import MediaOptions
from net.guarded.addresses import AddressRules

DATA_URL = re.compile(r"data:(?P<type>[^;,\s]{0,100})(?P<parameters>(?:;[^;,\s]{0,1000}){0,8}),", re.IGNORECASE)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
MAX_ORIGIN_CHARS = 300
RULES_SETTING = "CLAUSEWISE_MEDIA__TRUSTED_HOSTS"


class MediaUnread(Exception):
    """A medium was not read. The message says why, and holds no part of its source."""


@dataclass(frozen=True)
class LoadedFile:
    """`origin`: where it came from, for people, without a secret."""

    content: bytes = field(repr=False)
    origin: str


@dataclass(frozen=True)
class MediaSources:
    options: MediaOptions

    def load(self, source: str, seconds_left: float) -> LoadedFile:
        """Raises MediaUnread."""
        if source[:5].lower() == "data:":
            return self._of_data_url(source)
        if source[:8].lower() == "https://" or source[:7].lower() == "http://":
            return self._of_link(source, seconds_left)
        if SCHEME.match(source):
            raise MediaUnread("its source is neither a data: URL nor an https:// link")
        raise MediaUnread("a path is read on the command line only: send a data: URL or an https:// link")

    def _of_data_url(self, source: str) -> LoadedFile:
        head = DATA_URL.match(source)
        if head is None:
            raise MediaUnread("its data URL is damaged: write data:image/png;base64, and the file in base64")
        text = source[head.end() :]
        if len(text) > 3 * self.options.max_file_bytes:
            raise MediaUnread(f"the file has more than {self.options.max_file_bytes:,} bytes, and no more are read")
        if not head["parameters"].lower().endswith(";base64"):
            return LoadedFile(self._checked(unquote_to_bytes(text)), _name(head["parameters"]))
        try:
            content = base64.b64decode(unquote_to_bytes(text), validate=True)
        except (binascii.Error, ValueError):
            raise MediaUnread("the base64 of its data URL is damaged") from None
        return LoadedFile(self._checked(content), _name(head["parameters"]))

    def _of_link(self, source: str, seconds_left: float) -> LoadedFile:
        from net.guarded.download import Download, DownloadFailed

        rules = AddressRules("a link", "the link's", RULES_SETTING, "the link", self.options.trusted_hosts)
        seconds = min(self.options.link_seconds, seconds_left)
        try:
            found = Download(rules, self.options.max_file_bytes, seconds).get(source)
        except DownloadFailed as error:
            raise MediaUnread(str(error)) from None
        if not found.content:
            raise MediaUnread("the server sent an empty file")
        if found.media_type in ("text/html", "application/xhtml+xml"):
            raise MediaUnread("the server sent a web page instead of a file: give the link of the file itself")
        return LoadedFile(found.content, link_without_secret(source))

    def _checked(self, content: bytes) -> bytes:
        if not content:
            raise MediaUnread("the file is empty")
        if len(content) > self.options.max_file_bytes:
            raise MediaUnread(
                f"the file has {len(content):,} bytes, and at most {self.options.max_file_bytes:,} are read"
            )
        return content


def _name(parameters: str) -> str:
    """That of the file, where a parameter of the data URL gives it."""
    names = (one[5:] for one in parameters.split(";") if one.lower().startswith("name="))
    return _shown(unquote(next(names, ""))) or "a data URL"


def link_without_secret(link: str) -> str:
    """Its host and path: the query and the fragment may hold a signature."""
    parts = urlsplit(link)
    return _shown(f"{parts.scheme}://{parts.hostname or ''}{parts.path}")


def _shown(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)[:MAX_ORIGIN_CHARS]
