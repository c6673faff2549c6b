"""What the benchmark makes of scorers that hear, and of such as say the same of everything."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from lexfix_ml.errors import Refusal
from lexfix_ml.scoring import Assessment, Scorer
from training.figures import Figure, auc, problems
from training.tally import Tally
from training.trials import Trial, trials

COUNT = 12


@pytest.fixture(scope="module")
def spoken() -> list[Trial]:
    return list(trials(COUNT, seed=3, held_out=True))


class Constant:
    """Finds each sound of every recording as good as the other."""

    def __init__(self, scorer: Scorer, score: float) -> None:
        self._scorer, self._score = scorer, score

    def score(self, samples: NDArray[np.float32], text: str) -> Assessment:
        heard = self._scorer.score(samples, text)
        same: dict[str, Any] = {"score": self._score, "verdict": "great" if self._score else "practise"}
        words = tuple(
            dataclasses.replace(word, **same, sounds=tuple(dataclasses.replace(one, **same) for one in word.sounds))
            for word in heard.words
        )
        return dataclasses.replace(heard, **same, words=words)


class Deaf:
    """Takes every recording for silence."""

    def score(self, samples: NDArray[np.float32], text: str) -> Assessment:
        del samples, text
        raise Refusal("silence")


def missed(figures: list[Figure]) -> set[str]:
    return {problem.split(" is ")[0] for problem in problems(figures, {})}


@pytest.mark.parametrize("score", [100.0, 0.0])
def test_a_scorer_that_finds_everything_right_or_wrong_misses_the_bars(
    scorer: Scorer, spoken: list[Trial], score: float
) -> None:
    tally = Tally("espeak-ng").add_all(Constant(scorer, score), spoken)
    assert {one.value for one in tally.figures() if "AUC" in one.name} == {0.5}
    assert {name for name in missed(tally.figures()) if "AUC" in name} == {
        "espeak-ng: AUC, right sound against a slip",
        "espeak-ng: AUC, right phrase against another",
    }


def test_a_scorer_that_hears_nothing_misses_the_bars_though_it_calls_no_sound_wrong(spoken: list[Trial]) -> None:
    tally = Tally("neural").add_all(Deaf(), spoken)
    assert tally.unheard == 2 * COUNT
    assert "neural: AUC, right sound against a slip" in missed(tally.figures())


def test_every_trial_is_counted_once(scorer: Scorer, spoken: list[Trial]) -> None:
    tally = Tally("espeak-ng").add_all(scorer, spoken)
    assert [len(scores) for scores in (tally.right, tally.slipped, tally.other)] == [COUNT] * 3
    assert 0 < len(tally.wrong_sounds) <= COUNT
    assert set(tally.by_voice()) <= {trial.voice for trial in spoken}


def test_a_right_one_above_a_wrong_one_counts_whole_and_a_tie_half() -> None:
    assert auc([3, 2], [1, 2]) == pytest.approx(0.875)


@pytest.mark.parametrize(
    ("value", "present", "said"),
    [
        (0.98, 0.985, None),
        (0.98, None, None),
        (0.96, None, "the bar is 0.97"),
        (0.975, 0.99, "worse than the present model's 0.99"),
        (float("nan"), None, "the bar is 0.97"),
    ],
)
def test_a_figure_below_its_bar_or_worse_than_the_present_models_is_a_problem(
    value: float, present: float | None, said: str | None
) -> None:
    problem = Figure("AUC", value, 0.97, 0.01).problem(present)
    assert (problem is None) is (said is None)
    assert (said or "") in (problem or "")


@pytest.mark.parametrize(("value", "is_problem"), [(18, False), (21, True), (float("nan"), True)])
def test_of_some_figures_less_is_better(value: float, is_problem: bool) -> None:
    assert (Figure("mean", value, 20, 5, lower_is_better=True).problem(16) is not None) is is_problem
