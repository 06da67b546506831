"""Why a sign-in failed. No message repeats a token, a code, or what the provider wrote."""

from domain.errors import InputError, OperationError


class ProviderFailed(OperationError):
    """The provider does not answer, or not as OpenID Connect says. The message says what to do."""


class SignInRefused(InputError):
    """This sign-in proves nobody; another may."""


class RoleMissing(InputError):
    """The provider has proved who it is, and that person may not work here."""


class OidcMissing(InputError):
    """The libraries of the extra `oidc` are not installed."""
