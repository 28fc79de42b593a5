"""Words of a text, in the form in which they are compared."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[a-z0-9]+")

# Of no use for finding anything.
COMMON = frozenset(
    "a an and are as at for from in is it its of on or that the this to with you your".split()
)


def words(text: str) -> list[str]:
    """Without accents, capitals and the ends of plurals: "Pilées fleuries" are "pilee" and "fleurie"."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [stem(word) for word in WORD.findall(letters) if word not in COMMON]


def stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("ves"):
        return word[:-3] + "f"
    if len(word) > 4 and word.endswith(("ches", "shes", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
