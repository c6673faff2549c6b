"""Scripts that run in LexFix's images and that no image needs to bring."""

from __future__ import annotations

from pathlib import Path


def inline(name: str) -> str:
    """The text of a script of this folder."""
    return (Path(__file__).parent / name).read_text()
