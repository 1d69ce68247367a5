"""What the words around formulas say: where sentences end, which formulas are conditions, which words restrict a claim."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

HERE, THROUGHOUT = "here", "throughout"  # a condition of its sentence, or of all that is said
FACT = "fact"  # "since $z = w x$": of its sentence too, but no case among others
_END = re.compile(
    r"""[.!?](?=\s*$|\s+[A-Z0-9\\$*\#\-(])
        (?<!\bi\.e\.)(?<!\be\.g\.)(?<!\bw\.r\.t\.)(?<!\bs\.t\.)(?<!\bcf\.)(?<!\bvs\.)(?<!\bresp\.)(?<![Ee]q\.)(?<!Eqs\.)(?<!Fig\.)(?<!Sec\.)
    | ;(?=\s) | \n[ \t]*(?:[-*+]|\d+[.)]|\\item)\s | \n[ \t]*\#""",
    re.VERBOSE,
)
_CARRIES_ON = re.compile(
    r"\s*(?:then|in (?:this|that|which) case|here|hence|therefore|thus|so|it follows|we (?:get|have|obtain|find))\b",
    re.IGNORECASE,
)
_NO_WORDS = re.compile(
    r"<!--.*?-->|`[^`\n]*`|\\(?:label|ref|eqref|cite[pt]?|tag)\*?\{[^}]*\}|\\(?:begin|end)\{[^}]*\}|%[^\n]*", re.DOTALL
)
# what makes a line hold not everywhere, or not exactly, or says that it does not hold
_RESTRICTS = re.compile(
    r"""\b(?:unless|except\w*|excluding|only|interior|inside|boundar\w+|borders?|edges?|corners?|away\ from|
    small|tiny|large|big|huge|sufficiently|enough|close\ to|
    approximat\w+|approx|roughly|almost|nearly|essentially|asymptotic\w*|(?:zeroth|first|second|lowest|highest|leading)[- ]order|
    informal\w*|heuristic\w*|proportional|
    up\ to|modulo|ignor\w+|neglect\w+|omit\w*|dropp?\w*|disregard\w*|in\ the\ limit|tends?\ to|converg\w+|
    usually|typically|often|sometimes|mostly|in\ practice|in\ expectation|on\ average|probab\w+|instead|pretend\w*|contrary|
    otherwise|elsewhere|else|(?:special|particular|other)\ cases?|for\ simplicity|w\.?l\.?o\.?g\.?|without\ loss|
    positive|negative|non-?negative|non-?zero|non-?empty|symmetric|orthogonal|orthonormal|diagonal|invertible|singular|
    normali[sz]\w+|zero-mean|flipped|even|odd|distinct|different|equal|identical|constant|independent|(?:in)?active|square|valid|
    (?:unit|no|zero|without|non-?overlapping|overlapping)\s+(?:stride|padding|bias|dilation|overlap|windows?|grid|norm|length)|
    stride\s+(?:of\s+)?\$?(?:one|two|1|2)\$?|
    for\ some|there\ (?:is|exists?)|not|never|cannot|can't|isn't|doesn't|don't|wouldn't|wrong\w*|incorrect\w*|mistake\w*|false|
    naive\w*|tempting|one\ might|would|(?:if\ and\ only\ )?if(?=\s+(?!we\b|you\b|one\b|\$|\\\())|iff|
    when(?:ever)?(?=\s+(?!we\b|you\b|one\b|\$|\\\())|assum\w+|suppos\w+|provid\w+|as\ long\ as|
    at\ initiali[sz]ation|at\ the\ (?:optimum|minimum|start)|stationary)\b""",
    re.VERBOSE | re.IGNORECASE,
)
# an assumption in words, which holds for all that follows
_SUPPOSES = re.compile(
    r"\b(?:assum\w+|suppos\w+|throughout|from (?:now|here) on|simplicity|restrict\w*|loss of generality)\b", re.IGNORECASE
)
# what makes the sum of an array 1, wherever it is said
WEIGHTS = re.compile(
    r"\bone-?\s?hot\b|\b(?:sum|sums|summing|add|adds|adding)\s+(?:up\s+)?to\s+(?:one|unity|\$?1\b)|\bdistributions?\b|\bprobabilit\w+",
    re.IGNORECASE,
)
_QUALITY = re.compile(
    r"\b(?:positive|negative|non-?\w+ive|non-?zero|symmetric|orthogonal|orthonormal|diagonal|invertible|normali[sz]ed|zero|unit|one|equal|"
    r"square|small|large|even|odd|constant|independent|distinct|ignor\w+|neglect\w*|drop\w*|no|without)\b",
    re.IGNORECASE,
)
# "let $A$ be symmetric" holds for all that follows without being called an assumption
_SPECIAL = re.compile(
    r"\b(?:is|are|be|being|with|an?|as)\s+(?:[a-z]+\s+){0,2}(symmetric|orthogonal|orthonormal|diagonal|unitary|idempotent)\b",
    re.IGNORECASE,
)
# "for symmetric $A$", "with a covariance $Q$": a matrix of a kind that is mostly, or always, symmetric
_SYMMETRIC = re.compile(
    r"\b(?:symmetric|hermitian|self-?adjoint|(?:semi-?)?definite|covariance|kernel matri\w+|"
    r"gram|laplacian|hessian matri\w+|spd|psd)\b",
    re.IGNORECASE,
)
_SYMMETRIC_BY_FORMULA = re.compile(
    r"\\succ|([A-Z])\s*=\s*\1\s*(?:\^\s*\{?\s*(?:T\b|t\b|\\top|\\intercal|\\mathsf|\\mathrm)|')"
    r"|([A-Z])\s*(?:\^\s*\{?\s*(?:T|t|\\top|\\intercal|\\mathsf\s*\{?\s*T\}?|\\mathrm\s*\{?\s*T\}?)\s*\}?|')\s*=\s*\2\s*(?:$|[,.;])"
)
# that letters without indices may be matrices, which do not commute
MATRICES = re.compile(
    r"\bmatri(?:x|ces)\b|\blinear (?:maps?|operators?|transformations?)\b|"
    r"\\mathbb\s*\{?\s*[RCK]\s*\}?\s*\^\s*\{[^}$]*\\times|\bcommutator",
    re.IGNORECASE,
)
CALLS_FOR_A_CONDITION = ("assum", "suppos", "provid", "when", "as long", "if", "only")  # accounted for where one was read
_FILLER = r"(?:[^.;:$\\\n]|\n(?![ \t]*\n)){0,40}"
_OPENING = r"\s*(?:\$`?|\\\(|:math:`)?$"
_SAID_HERE = re.compile(
    r"\b(?:if|when|whenever|unless|as long as|provided|providing|such that|only for|holds for|under|in case|where|wherever)\b"
    rf"{_FILLER}{_OPENING}",
    re.IGNORECASE,
)
_CASE = re.compile(rf"\b(?:if|when|whenever|provided|unless|assum\w*|suppos\w*|as long as)\b{_FILLER}{_OPENING}", re.IGNORECASE)
_SAID_OF_ALL = re.compile(rf"\b(?:assum\w*|suppos\w*|requir\w*)\b{_FILLER}{_OPENING}", re.IGNORECASE)
# directly before an inequality, or before i = j
_DIRECTLY = re.compile(
    r"\b(for|with|where|since|as|because|given|let|when|if|provided|case|consider|take|throughout)(?:\s+(?:all|any|every|each|that|the|some|an?|integers?|"
    r"natural|numbers?|sizes?|indices|stride|padding|case|have|is|we|both|always|also|only)){0,5}\s*(?:\$`?|\\\(|:math:`)?$",
    re.IGNORECASE,
)
_OF_ALL = frozenset({"with", "where", "given", "let", "consider", "take", "throughout"})
_STATED = frozenset({"since", "as", "because"})
_AND_ALSO = re.compile(r"^(?:`?\$|\\\)|`)?[\s,;~]*(?:and|or|und|et)?[\s,;~]*(?:\$`?|\\\(|:math:`)?$")
_OR = re.compile(r"\b(?:or|oder)\b")
_CLOSING = re.compile(r"^(?:\s*(?:\$\$?|\\[\])]|\\end\{[^}]*\}|`{1,3}))+")  # of the formula before
_IS = re.compile(
    r"^(?:`?\$|\\\)|`)?\s*(?:is|are|be)\s+(?:an?\s+|assumed\s+|always\s+|strictly\s+)*"
    r"(positive|non-?negative|non-?zero|not\s+(?:zero|0)|different\s+from\s+(?:zero|0))\b"
    r"(?!\s+(?:definite|semi))"
)
_SIGNS = {"positive": ">", "nonnegative": ">=", "nonzero": "!="}
_DIVIDES = re.compile(r"^(?:`?\$|\\\)|`)?\s*(?:divides|is a divisor of|evenly divides)\s*(?:\$`?|\\\(|:math:`)?$")


_UNIT = re.compile(
    r"`?(?:\$|\\\))?(?:\\[,;: ]|~|[ ])*((?:[kKMGTmcdnµμ]i?)?(?:m|s|g|B|h|l|W|V|J|N|Hz|bits?|bytes?|FLOPS?|dB)|"
    r"min|sec|minutes?|hours?|(?:milli|micro|nano|kilo|mega|giga)?(?:seconds?|bytes?|met(?:er|re)s?|grams?)|days?|weeks?|years?|percent|degrees?)"
    r"(?:\^?\{?-?\d\}?|[²³])?(?=[\s,;:)/]|\.(?!\w)|$)"
)


def unit(words: str) -> str:
    """The unit in which the words after a formula count, or "": ``$w = 2$ m`` and ``$w = 200$ cm`` are the same."""
    found = _UNIT.match(words)
    return found.group(1) if found is not None else ""


@dataclass(eq=False)
class Sentence:
    """``conditions`` are those of its claims; ``restrictions`` are words that say that a line does not hold everywhere."""

    conditions: list[tuple[str, set[str]]] = field(default_factory=list)  # in plain notation, with the names in them
    restrictions: list[str] = field(default_factory=list)
    unread: bool = False  # whether a condition in it was not read

    def note(self, words: str) -> None:
        """Take note of words that stand in the sentence; "$x$ is positive" is a condition that is read."""
        words = _IS.sub(" ", words)
        self.restrictions += [" ".join(found.group().split()) for found in _RESTRICTS.finditer(_NO_WORDS.sub(" ", words))]


def parts(words: str, full_stop: bool) -> list[str]:
    """The words between two formulas, cut where sentences end; ``full_stop``: the formula before them ended with one."""
    text = ("." if full_stop else "") + _CLOSING.sub("", words)
    out, at = [], 0
    for found in _END.finditer(text):
        if _CARRIES_ON.match(text, found.end()):
            continue
        out.append(text[at : found.end()])
        at = found.end()
    return [*out, text[at:]]


def carries_on(part: str) -> bool:
    """Whether a sentence that goes on with the one before begins in these words, "If … . Hence": its case may hold no longer."""
    return any(_CARRIES_ON.match(part, found.end()) for found in _END.finditer(part))


def condition(words: str, before: str) -> str:
    """HERE or THROUGHOUT if the formula after these words is a condition, else ""; ``before``: what the last formula was."""
    if before and _AND_ALSO.match(words):
        return before
    tail = words[-90:]
    if _SAID_OF_ALL.search(tail):
        return THROUGHOUT
    return HERE if _SAID_HERE.search(tail) else ""


def directly(words: str, before: str) -> str:
    """As ``condition``, or FACT, for a formula that is one if it is an inequality: "for $p ≥ 1$"."""
    if before and _AND_ALSO.match(words):
        return before
    found = _DIRECTLY.search(words[-90:])
    if found is None:
        return ""
    word = found.group(1).lower()
    return THROUGHOUT if word in _OF_ALL else FACT if word in _STATED else HERE


def is_case(words: str) -> bool:
    """Whether the words make a condition of whatever follows, read or not."""
    return bool(_CASE.search(words[-90:]))


def standing(words: str) -> str:
    """An assumption in words that holds for what follows, "we assume that the kernel is symmetric": the word, or ""."""
    text = _NO_WORDS.sub(" ", words)
    special = _SPECIAL.search(text)
    if special is not None:
        return special.group(1)
    kind = _SYMMETRIC.search(text)
    if kind is not None:
        return kind.group()
    found = _SUPPOSES.search(text)
    return found.group() if found is not None and _QUALITY.search(text, found.end()) else ""


def symmetric(formula: str) -> str:
    """The formula itself if it says that a matrix is symmetric, ``Q^T = Q`` or ``Q \\succ 0``; or ""."""
    return formula.strip() if _SYMMETRIC_BY_FORMULA.search(formula) else ""


def weights(words: str) -> str:
    """The words that say that something is one-hot, a distribution, or sums to one; or ""."""
    found = WEIGHTS.search(_NO_WORDS.sub(" ", words))
    return " ".join(found.group().split()) if found is not None else ""


def sign_said(words: str) -> str | None:
    """The relation to 0 that the words after a formula state: ">" for "is positive"."""
    found = _IS.match(words)
    if found is None:
        return None
    said = re.sub(r"[\s-]", "", found.group(1).lower())
    return _SIGNS.get(said, "!=")


def divides(words: str) -> bool:
    return bool(_DIVIDES.match(words))


def is_choice(words: str) -> bool:
    """Whether the words join conditions of which only one needs to hold."""
    return bool(_OR.search(words))
