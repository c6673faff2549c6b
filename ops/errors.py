"""What the person at the keyboard can act on: a cause that names the bad value, and a remedy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)

from tools.steps import ToolError

EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
REJECTED = frozenset(
    {
        "InvalidClientTokenId",
        "UnrecognizedClientException",
        "AuthFailure",
        "SignatureDoesNotMatch",
        "InvalidAccessKeyId",
    }
)
FORBIDDEN = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
SIGN_IN = "Sign in with `aws sso login`, or export AWS_PROFILE or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY."


class OpsError(ToolError):
    """A cause and a remedy; ``lexfix`` prints both and ends with status 1."""

    def __init__(self, cause: str, remedy: str) -> None:
        super().__init__(f"{cause}\n{remedy}")
        self.cause = cause
        self.remedy = remedy


@contextmanager
def aws_errors_explained() -> Iterator[None]:
    """Turn what botocore raises inside the block into an ``OpsError``."""
    try:
        yield
    except ClientError as error:
        raise _explain(error) from error
    except (NoCredentialsError, PartialCredentialsError, CredentialRetrievalError) as error:
        raise OpsError(f"There are no usable AWS credentials here ({error}).", SIGN_IN) from error
    except (SSOError, TokenRetrievalError) as error:
        raise OpsError(
            f"The AWS session has ended ({error}).", "Run `aws sso login` again, then repeat this."
        ) from error
    except ProfileNotFound as error:
        raise OpsError(f"{error}.", "`aws configure list-profiles` shows the profiles there are.") from error
    except EndpointConnectionError as error:
        raise OpsError(f"AWS cannot be reached ({error}).", "Check the network and the region's name.") from error
    except BotoCoreError as error:
        raise OpsError(
            f"The call to AWS failed: {error}.", "Nothing further was attempted; repeat the command."
        ) from error


def _explain(error: ClientError) -> OpsError:
    code = error.response.get("Error", {}).get("Code", "")
    message = error.response.get("Error", {}).get("Message", "")
    if code in EXPIRED:
        return OpsError(f"The AWS session has expired ({code}).", "Run `aws sso login` again, then repeat this.")
    if code in REJECTED:
        return OpsError(f"AWS does not accept these credentials ({code}).", SIGN_IN)
    if code in FORBIDDEN:
        return OpsError(
            f"These credentials may not call {error.operation_name}: {message}",
            "Use the environment's operator role (AWS_PROFILE), or ask for this permission.",
        )
    return OpsError(
        f"AWS refused {error.operation_name}: {code}: {message}",
        "Correct what the message names, then repeat the command.",
    )
