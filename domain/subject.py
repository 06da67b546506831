"""What a clause or a case is about: one post, or how an account is run."""

from enum import StrEnum


class Subject(StrEnum):
    POST = "post"
    ACCOUNT = "account"
