"""What `clausewise doctor` says about the provider at which people sign in."""

from agent.doctor.check_result import CheckResult, HealthStatus
from agent.sign_in_settings import SignInOptions
from api.desk.openid.provider import Provider
from domain.errors import InputError, OperationError

COMPONENT = "sign-in"


def check_provider(options: SignInOptions, *, offline: bool) -> CheckResult | None:
    """None where people sign in with keys only. `offline`: contacts no server."""
    try:
        provider = Provider.configured(options)
        if provider is None:
            return None
        if offline:
            return CheckResult(COMPONENT, HealthStatus.UNUSED, "not checked: offline")
        keys = provider.key_count()
    except (InputError, OperationError) as error:
        return CheckResult(COMPONENT, HealthStatus.FAILED, str(error))
    details = f"{options.issuer} answers and has {keys} keys; it must allow the redirect to {options.callback_url}"
    return CheckResult(COMPONENT, HealthStatus.OK, details)
