"""Judging LaTeX source without LaTeX: are its groups, delimiters and environments closed?"""

import re

_PAIRS = {r"\begin": r"\end", r"\bigl": r"\bigr", r"\Bigl": r"\Bigr", r"\lfloor": r"\rfloor"}
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}$]", re.DOTALL)


def is_balanced(source: str) -> bool:
    """Whether braces nest, each opening command has its closing one, and dollars come in pairs."""
    depth, counts, dollars = 0, dict.fromkeys([*_PAIRS, *_PAIRS.values()], 0), 0
    for token in _TOKEN.findall(source):
        depth += (token == "{") - (token == "}")
        dollars += token == "$"
        if depth < 0:
            return False
        if token in counts:
            counts[token] += 1
    return depth == 0 and dollars % 2 == 0 and all(counts[a] == counts[b] for a, b in _PAIRS.items())
