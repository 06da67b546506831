"""Why a file of a picture, a video or a sound cannot be read."""


class Unreadable(Exception):
    """The file is damaged, of another format, or beyond the limits. The message says which, for people."""
