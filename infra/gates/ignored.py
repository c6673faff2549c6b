"""Vulnerabilities that are known, understood and let pass for a while."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import pulumi
import yaml
from pydantic import ConfigDict, StringConstraints, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from infra.forms import form, problems


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Ignored:
    id: Annotated[str, form(r"[A-Z][A-Za-z0-9]*-[A-Za-z0-9-]+", "CVE-2026-12345")]
    """``CVE-2026-12345``, ``GHSA-…``."""
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=10)]
    """Why it does no harm here."""
    expires: date
    """From this day on it counts again."""


def read(file: Path, today: date) -> Sequence[Ignored]:
    """The list in a YAML file. Raises ``pulumi.RunError`` for anything that is not one, and for what has expired."""
    try:
        content: Any = yaml.safe_load(file.read_text())
        found = TypeAdapter(tuple[Ignored, ...]).validate_python([] if content is None else content)
    except (OSError, yaml.YAMLError) as error:
        raise pulumi.RunError(f"The list of ignored vulnerabilities {file} cannot be read: {error}") from None
    except ValidationError as error:
        told = "; ".join(f"entry {where}: {what}" for where, what in problems(error))
        raise pulumi.RunError(
            f"The list of ignored vulnerabilities {file} is malformed: {told}. "
            "Write each entry as id, reason and expires (YYYY-MM-DD)."
        ) from None
    if expired := [f"{one.id} ({one.expires})" for one in found if one.expires <= today]:
        raise pulumi.RunError(
            f"What {file} ignores has expired: {', '.join(expired)}. Repair it, or decide anew and move the date."
        )
    if len({one.id for one in found}) < len(found):
        raise pulumi.RunError(f"{file} names a vulnerability twice.")
    return found
