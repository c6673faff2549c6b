"""The benchmark on voices and words never trained on: `python -m training.evaluate --neural FOLDER`.

`FOLDER` is one that `training.neural --held-out` made. Prints the figures as Markdown for docs/benchmark-ml.md.
`--check` fails where a bar is missed, or where one is worse than that of the model in this image, which lies beside its
weights; `--keep` writes the figures beside the weights that were measured. People are measured by `training.measure`.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from lexfix_ml.scoring import Scorer

from . import cost, figures, takes
from .figures import Figure
from .tally import Tally
from .trials import trials


def table(measured: Sequence[Figure]) -> str:
    """The figures with their bars, in Markdown."""
    rows = (f"| {one.name} | {one.value:.4g} | {'≤' if one.lower_is_better else '≥'} {one.bar:g} |" for one in measured)
    return "\n".join(("| measure | figure | bar |", "|---|---|---|", *rows))


def details(tally: Tally) -> str:
    """What else is known of a family of voices, in Markdown."""
    counts = f"{len(tally.right)} right phrases, {len(tally.slipped)} with a slip, {len(tally.other)} others"
    voices = ", ".join(f"{voice} {found:.3f}" for voice, found in tally.by_voice().items())
    rows = (f"| {name} | {figure} |" for name, figure in tally.rows())
    heading = (f"\n### {tally.family}", f"{counts}. AUC of a slip by voice: {voices}.", "")
    return "\n".join((*heading, "| measure | figure |", "|---|---|", *rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--neural", type=Path, help="a folder of held-out takes by neural voices")
    parser.add_argument("--trials", type=int, default=500, help="of each kind, by espeak-ng")
    parser.add_argument("--seed", type=int, default=101)
    figures.add_options(parser)
    options = parser.parse_args()
    if options.check and not options.neural:
        parser.error("--check needs --neural: a model is not let through on espeak-ng's voices alone")
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    scorer = Scorer(options.weights)
    tallies = [Tally("espeak-ng").add_all(scorer, trials(options.trials, seed=options.seed, held_out=True))]
    if options.neural:
        try:
            tallies.append(Tally("neural").add_all(scorer, takes.trials(options.neural)))
        except FileNotFoundError as error:
            sys.exit(str(error))
    costs, median = cost.figures(scorer, 60)
    measured = [*(figure for tally in tallies for figure in tally.figures()), *costs]
    print(f"Model {scorer.model.version}.\n\n{table(measured)}")
    print("\n".join(details(tally) for tally in tallies))
    print(f"\n2 s of audio take {median} in the median. Recordings without a voice, refused / praised: "
          f"{cost.voiceless(scorer, options.trials, options.seed)}.")  # fmt: skip
    figures.conclude(measured, options)


if __name__ == "__main__":
    main()
