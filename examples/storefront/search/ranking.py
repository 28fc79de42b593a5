"""BM25 over weighed words, with beginnings of words and with typing errors."""

from __future__ import annotations

import math
from collections import defaultdict

# How soon more of a word counts for less, and how much a long text is held back.
SATURATION, LENGTH = 1.4, 0.4

# What the beginning of a word counts for.
BEGINNING = 0.7


class Ranking:
    def __init__(self, documents: dict[str, dict[str, float]]) -> None:
        """`documents` has for each key how much its words count."""
        self.documents = documents
        self.places: defaultdict[str, dict[str, float]] = defaultdict(dict)
        lengths = {key: sum(counts.values()) for key, counts in documents.items()}
        mean = sum(lengths.values()) / max(1, len(lengths))
        for key, counts in documents.items():
            held = SATURATION * (1 - LENGTH + LENGTH * lengths[key] / mean)
            for word, count in counts.items():
                self.places[word][key] = (
                    self.rarity(word) * count * (SATURATION + 1) / (count + held)
                )

    def rarity(self, word: str) -> float:
        """Inverse document frequency."""
        having = sum(word in counts for counts in self.documents.values())
        return math.log(1 + (len(self.documents) - having + 0.5) / (having + 0.5))

    def known(self, asked: list[str]) -> tuple[list[list[str]], bool]:
        """For each word that was asked for those that documents have, the likeliest first, and whether one of them had
        to be guessed. Words that nothing is like are left out, unless there are only such ones."""
        found: list[list[str]] = []
        is_guess = False
        for word in asked:
            if word in self.places:
                found.append([word])
            elif longer := sorted(
                other
                for other in self.places
                if len(word) > 1 and other.startswith(word)
            ):
                found.append(longer)
            elif near := self.near(word):
                found.append(near[:1])
                is_guess = True
        return found, is_guess

    def near(self, word: str) -> list[str]:
        """Words that are this one with a mistake or two, the nearest and most frequent first."""
        allowed = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
        distances = ((distance(word, other, allowed), other) for other in self.places)
        near = [
            (far, -len(self.places[other]), other)
            for far, other in distances
            if far <= allowed
        ]
        return [other for _, _, other in sorted(near)] if allowed else []

    def scores(self, known: list[list[str]]) -> dict[str, float]:
        """Every document with one of the words; those with all of them count for more."""
        scores: defaultdict[str, float] = defaultdict(float)
        met: defaultdict[str, int] = defaultdict(int)
        for words in known:
            worth = 1.0 if len(words) == 1 else BEGINNING
            best: defaultdict[str, float] = defaultdict(float)
            for word in words:
                for key, score in self.places[word].items():
                    best[key] = max(best[key], worth * score)
            for key, score in best.items():
                scores[key] += score
                met[key] += 1
        return {key: score * met[key] / len(known) for key, score in scores.items()}

    def similar(self, key: str) -> dict[str, float]:
        """Documents that share rare words with one, which is none of them."""
        scores: defaultdict[str, float] = defaultdict(float)
        for word in self.documents.get(key, {}):
            for other, score in self.places[word].items():
                if other != key:
                    scores[other] += score * self.places[word][key]
        return scores


def distance(a: str, b: str, at_most: int) -> int:
    """Letters to change, add, leave out or swap with the next one; more than `at_most` is as good as anything above."""
    if abs(len(a) - len(b)) > at_most:
        return at_most + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, other in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > at_most:
            return at_most + 1
    return row[-1]
