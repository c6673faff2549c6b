"""Reading the corpus of learners, and keeping some of them for the test."""

import json
from pathlib import Path

import pytest

from training import people
from training.people import CorpusError

LINE = {
    "id": "u0",
    "speaker": "0",
    "age": 7,
    "gender": "f",
    "text": "trains",
    "accuracy": 8.0,
    "completeness": 1.0,
    "fluency": 8.0,
    "prosodic": 8.0,
    "total": 8.0,
    "words": [{"text": "trains", "accuracy": 9.0, "phones": ["TR", "EY", "N", "Z"], "scores": [1.0, 2.0, 2.0, 0.4]}],
}


def corpus(folder: Path, lines: list[dict[str, object]], *, recordings: bool = True) -> Path:
    (folder / "recordings").mkdir()
    (folder / "expert-scores.jsonl").write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    if recordings:
        for line in lines:
            (folder / "recordings" / f"{line['id']}.opus").touch()
    return folder


def crowd(count: int = 40) -> list[dict[str, object]]:
    return [
        {**LINE, "id": f"u{number}_{take}", "speaker": str(number), "age": 6 + number % 20, "gender": "fm"[number % 2]}
        for number in range(count)
        for take in range(2)
    ]


def test_no_speaker_is_both_held_out_and_trained_on(tmp_path: Path) -> None:
    found = people.read(corpus(tmp_path, crowd()))
    aside, rest = found.part(held_out=True), found.part(held_out=False)
    assert len(aside) + len(rest) == 80
    assert len({one.speaker for one in aside}) >= 6
    assert not {one.speaker for one in aside} & {one.speaker for one in rest}


def test_every_group_has_speakers_among_the_held_out(tmp_path: Path) -> None:
    found = people.read(corpus(tmp_path, crowd(100)))
    groups = {group for one in found.utterances for group in one.groups}
    assert {group for one in found.part(held_out=True) for group in one.groups} == groups


def test_no_speaker_is_in_two_folds(tmp_path: Path) -> None:
    parts = people.folds(people.read(corpus(tmp_path, crowd())).utterances, 3)
    speakers = [{one.speaker for one in part} for part in parts]
    assert sum(map(len, speakers)) == len(set.union(*speakers)) == 40


def test_the_sounds_of_a_cluster_share_its_score(tmp_path: Path) -> None:
    (word,) = people.read(corpus(tmp_path, crowd())).utterances[0].words
    sounds, scores = word.sounds()
    assert sounds == ("t", "r", "eɪ", "n", "z")
    assert scores.tolist() == [1.0, 1.0, 2.0, 2.0, 0.4]


def test_a_folder_that_is_no_corpus_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=f"no corpus of learners in {tmp_path}"):
        people.read(tmp_path)


def test_a_corpus_without_some_of_its_recordings_is_incomplete(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"lacks 80 of 80 files, u0_0\.opus first"):
        people.read(corpus(tmp_path, crowd(), recordings=False))


def test_a_corpus_of_a_few_speakers_has_none_to_spare(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="fewer than 10 speakers"):
        people.read(corpus(tmp_path, crowd(9)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"age": "seven"}, "line 1: age: "),
        ({"total": 11}, "line 1: total: "),
        ({"id": "../../etc/passwd"}, "line 1: id: "),
        ({"words": [{"text": "a", "accuracy": 9, "phones": ["QQ"], "scores": [2]}]}, "phone 'QQ' is unknown"),
        ({"words": [{"text": "a", "accuracy": 9, "phones": ["AX"], "scores": []}]}, "differ in number"),
    ],
)
def test_a_line_of_another_shape_is_named(tmp_path: Path, change: dict[str, object], said: str) -> None:
    with pytest.raises(CorpusError, match=said):
        people.read(corpus(tmp_path, [{**LINE, **change}], recordings=False))


def test_the_corpus_is_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEXFIX_SPEECH", str(tmp_path))
    assert people.find() == tmp_path
