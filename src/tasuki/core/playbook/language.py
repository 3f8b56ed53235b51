"""The language of a page, told by what it says and not by the folder it lies in."""

import re
from collections import Counter
from collections.abc import Iterable

from tasuki.core.playbook.vocabulary import Vocabulary

_NOISE = re.compile(r"\]\([^()\s]*\)|https?://\S+|<[^<>]{0,200}>")
_KANA = re.compile("[\u3041-\u30fa\uff66-\uff9d]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_CJK = re.compile("[\u3041-\u30fa\uff66-\uff9d\u3400-\u9fff\uf900-\ufaff]+")
_WORD = re.compile(r"[^\W\d_]+")
_DEFAULT = "en"
_ENOUGH = 12_000  # characters; a longer page says nothing new about its language


def language_of(lines: Iterable[str], vocabulary: Vocabulary) -> str:
    """Script first, then common words; English where a page says too little."""
    text = _NOISE.sub(" ", "\n".join(lines)[:_ENOUGH])
    kana, han = len(_KANA.findall(text)), len(_HAN.findall(text))
    words = _WORD.findall(_CJK.sub(" ", text).casefold())
    if (kana + han) / 2 > len(words) / 3:
        return _east_asian(text, kana, han, vocabulary)
    return _western(words, vocabulary)


def _east_asian(text: str, kana: int, han: int, vocabulary: Vocabulary) -> str:
    """Japanese is never long without kana; a handful of bare Han characters is told by known words."""
    if kana:
        return "ja" if kana * 10 >= kana + han else "zh"
    scores = {one: sum(text.count(word) for word in vocabulary.names("languages", one)) for one in ("zh", "ja")}
    return max(scores, key=lambda one: scores[one])


def _western(words: Iterable[str], vocabulary: Vocabulary) -> str:
    counts = Counter(words)
    scores = {
        one: sum(counts[word] for word in vocabulary.names("languages", one))
        for one in vocabulary.kinds.get("languages", {})
        if one not in ("ja", "zh")
    }
    best = max(scores, key=lambda one: scores[one], default=_DEFAULT)
    return best if scores.get(best) else _DEFAULT
