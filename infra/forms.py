"""Text of a known form. What has another form is refused with an example, not with a regular expression."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, ValidationError
from pydantic_core import PydanticCustomError


def form(pattern: str, example: str) -> AfterValidator:
    """For ``Annotated[str, …]``: the whole text must match ``pattern``."""
    wanted = re.compile(pattern)

    def check(text: str) -> str:
        if not wanted.fullmatch(text):
            raise PydanticCustomError("form", "write it like {example}", {"example": example})
        return text

    return AfterValidator(check)


def problems(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Where each problem is, with dots (empty for the whole), and what is wrong there."""
    return ((".".join(map(str, one["loc"])), one["msg"]) for one in error.errors())


Account = Annotated[str, form(r"[0-9]{12}", "123456789012")]
"""Id of an AWS account."""
Zone = Annotated[str, form(r"[A-Z0-9]{10,32}", "Z0123456789ABCDEFGHIJ")]
"""Id of a hosted zone of Route 53."""
Hostname = Annotated[str, form(r"[a-z0-9-]+(\.[a-z0-9-]+)+", "app.example.org")]
Cidr = Annotated[str, form(r"[0-9]+(\.[0-9]+){3}/[0-9]+", "10.20.0.0/16")]
Email = Annotated[str, form(r"[^@\s]+@[^@\s]+\.[^@\s]+", "name@example.org")]
