"""Which letters of a word spell which of its sounds.

A shortest path over (letters used, sounds used): each step takes letters that are known to spell the next sound or
sounds, or letters that are silent. Every letter belongs to a sound in the end: a silent one joins its neighbour.
"""

import unicodedata
from dataclasses import dataclass
from itertools import pairwise

_GRAPHEMES = """
iː: ee ea e i ie ei y ey eo ae ay oe
ɪ: i y e ui ie u a o ee ea ai ei ey ia
ɛ: e ea ai a ie ay eo u ae
æ: a au ai al
ɑː: a ar ear er au al ah oi ea o aar e uar
ɒ: o a au ow ou ho oh
ɔː: or ore oor our aw au a al ar augh ough oar o oa aur ou aul hau ort oo
ʊ: oo u ou o oul
uː: oo u ue ew ui o ou oe eu ough oeu wo ieu oup
ʌ: u o ou oo oe a e
ɜː: er ir ur or ear our ere err yr urr irr eur olo re
ə: a e o u i ou er or ar ur re our ure ir y io ia ai iou eo oi ea ah eu au ie ough yr ro
ɚ: er or ar ur re our ure ir yr ier oar
eɪ: a ai ay ei eigh ey ea aigh et ae au e ee
aɪ: i igh y ie ye eigh uy ai ei ay ey eye is oy
ɔɪ: oi oy uoy oi
aʊ: ou ow ough au hou aou
oʊ: o oa ow oe ough ou ew eau oh au owe ol ot
ɪə: ear eer ere ier ea eir ia eo io e ie eor eu ea
eə: air are ear ere eir ayer ar aer ea ai ayor a e ei
ʊə: ure oor our ur oo ue ou u ua
p: p pp pe ph
b: b bb bu be bh
t: t tt te th ed bt pt d ct tte cht z
d: d dd ed de ld dh
k: k c ck ch cc qu q que kh cu cqu lk ke x
ɡ: g gg gu gh gue
tʃ: ch tch t tu ti c cz che te
dʒ: j g dge dg d gg ge di gi dj
f: f ff ph gh fe lf ft pph
v: v ve f ph vv lve
θ: th the tth h
ð: th the
s: s ss c se ce sc ps st sse sw sce z
z: s z zz se ze x ss si es cz sc sse
ʃ: sh ti s ci ch ss si c sch ssi sci ce xi sure che
ʒ: s si g z ge ti zi j
h: h wh x
m: m mm mb me mn lm gm mme
n: n nn kn gn ne pn mn nd nne on
ŋ: n ng nk ngue nd
l: l ll le el il lle al ol ul ln
r: r rr wr rh re rrh er rt
j: y i j u e gn
w: w wh u o ou we
"""
_PAIRS = """
k s: x xx xc cc xe cks
ɡ z: x
k ʃ: x xi xu
ɡ ʒ: x xu
j uː: u ew ue eu you ewe ui eau ou
j ə: u eu u
j ʊ: u eu
j ʊə: ure ur eur u
j ɜː: ear
w ʌ: o
w ɑː: oi
w aɪ: oy uoi
k w: qu
ə l: le el al il ol l ul ael
ə m: m
ə n: en on n an in ain
aɪ ə: ire yre i ie iar ia igh y
aɪ ɚ: ire yre ier igher yer ior ir oir
aʊ ə: our ower ow owe
aʊ ɚ: our ower
ɪ ɡ z: ex
ɛ k s: x
t s: z zz tz ts
j r: r
ʊ r: our ur
ɛ r: air are ear er eir ere ayer ar
ɪ r: eer ear ere ier er ir
ɔː r: or ore oor our oar ar
ɑː r: ar ear er aar
t θ: th
"""

_KNOWN, _SHARED, _SILENT, _SILENT_ODD, _UNKNOWN, _UNSPELT = 1.0, 0.1, 1.2, 2.5, 4.0, 5.0
_SILENT_AFTER = {"m": "b", "g": "h", "c": "k", "s": "tc", "i": "g", "l": "k", "t": "h"}


def _table() -> dict[tuple[str, ...], frozenset[str]]:
    rows = (line.partition(": ") for line in (_GRAPHEMES + _PAIRS).splitlines() if line)
    return {tuple(sounds.split()): frozenset(graphemes.split()) for sounds, _, graphemes in rows}


_TABLE = _table()
_LONGEST = max(len(grapheme) for graphemes in _TABLE.values() for grapheme in graphemes)


@dataclass(frozen=True)
class Span:
    """The letters `start`..`end` of a word (character offsets) that spell one sound."""

    start: int
    end: int


def _plain(letter: str) -> str:
    """The letter without accents, lower case, one character ("É" is "e")."""
    return unicodedata.normalize("NFD", letter)[0].lower()


def _silent_cost(word: str, at: int) -> float:
    """How surprising it is that the letter at `at` says nothing."""
    letter = word[at]
    before = word[at - 1] if at else ""
    after = word[at + 1] if at + 1 < len(word) else ""
    usual = (
        (letter == "e" and at > 0)
        or not letter.isalpha()
        or letter == before
        or letter in _SILENT_AFTER.get(before, "")
        or (at == 0 and letter + after in {"kn", "gn", "wr", "ps", "ho", "pn"})
        or (letter in "ghu" and after and before)
    )
    return _SILENT if usual else _SILENT_ODD


def spell(word: str, sounds: tuple[str, ...]) -> tuple[Span, ...]:
    """One span of letters for each of the sounds, in order.

    Spans cover the word from end to end; two sounds share a span where one grapheme spells both ("x" in "box").
    """
    letters = "".join(_plain(letter) for letter in word)
    size, count = len(letters), len(sounds)
    best = [[(float("inf"), (0, 0))] * (count + 1) for _ in range(size + 1)]
    best[0][0] = (0.0, (0, 0))

    def reach(to: tuple[int, int], cost: float, origin: tuple[int, int]) -> None:
        if cost < best[to[0]][to[1]][0]:
            best[to[0]][to[1]] = (cost, origin)

    for used in range(size + 1):
        for said in range(count + 1):
            cost = best[used][said][0]
            if cost == float("inf"):
                continue
            here = (used, said)
            for taken in range(1, min(_LONGEST, size - used) + 1):
                grapheme = letters[used : used + taken]
                for spoken in (1, 2, 3):
                    if grapheme in _TABLE.get(sounds[said : said + spoken], ()) and said + spoken <= count:
                        reach((used + taken, said + spoken), cost + _known_cost(taken, spoken), here)
            if used < size:
                reach((used + 1, said), cost + _silent_cost(letters, used), here)
                if said < count:
                    reach((used + 1, said + 1), cost + _UNKNOWN, here)
            if said < count:
                reach((used, said + 1), cost + _UNSPELT, here)

    steps = [(size, count)]
    while steps[-1] != (0, 0):
        steps.append(best[steps[-1][0]][steps[-1][1]][1])
    steps.reverse()
    return _cover(steps, size, count)


def _known_cost(letters: int, sounds: int) -> float:
    """Longer graphemes explain more; letters shared between sounds are a last resort."""
    return sounds * _KNOWN + (_SHARED if sounds > 1 else 0) - 0.01 * letters


def _cover(steps: list[tuple[int, int]], size: int, count: int) -> tuple[Span, ...]:
    """Give silent letters to the sound before them (or after, at the start), and unspelt sounds their neighbour's."""
    spans: list[Span | None] = [None] * count
    pending = 0
    last: int | None = None
    for (used, said), (now_used, now_said) in pairwise(steps):
        if now_said == said:
            previous = None if last is None else spans[last]
            if previous is not None:
                spans = [Span(previous.start, now_used) if span == previous else span for span in spans]
            continue
        if now_used == used:
            continue
        start = pending if last is None else used
        for index in range(said, now_said):
            spans[index] = Span(start, now_used)
        last = now_said - 1
    known = [span for span in spans if span is not None]
    if not known:
        return tuple(Span(0, size) for _ in range(count))
    filled: list[Span] = []
    for span in spans:
        filled.append(span or (filled[-1] if filled else known[0]))
    return tuple(filled)
