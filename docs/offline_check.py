"""Fails the build of the documentation if a page loads something from another host: fonts, scripts, pictures."""

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.pages import Page

EXTERNAL = r'="(?:https?:)?//[^"]*"'
LOADED = re.compile(
    rf"<(?:script|img|iframe|source|video)\b[^>]*\bsrc{EXTERNAL}"
    rf'|<link\b(?=[^>]*\brel="(?:stylesheet|preload|preconnect|icon)")[^>]*\bhref{EXTERNAL}'
)


def on_post_page(output: str, *, page: Page, config: MkDocsConfig) -> str:
    """Called by mkdocs for each finished page."""
    if loaded := LOADED.findall(output):
        raise PluginError(f"{page.file.src_uri} loads from another host: {', '.join(loaded)}")
    return output
