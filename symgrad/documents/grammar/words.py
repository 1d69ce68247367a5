"""Words and commands that stand for functions, words that join formulas."""

from __future__ import annotations

FRACTIONS = frozenset({r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\nicefrac", r"\sfrac", r"\flatfrac"})
FUNCTION_WORDS = {
    "rot180": "rot", "rotate": "rot", "rot": "rot", "rotate180": "rot", "flip": "rot", "flipped": "rot", "conv": "conv",
    "Conv": "conv", "corr": "corr", "relu": "relu", "ReLU": "relu", "softmax": "softmax", "sigmoid": "sigmoid", "tanh": "tanh",
    "exp": "exp", "log": "log", "ln": "ln", "sin": "sin", "cos": "cos", "sqrt": "sqrt", "maximum": "max", "minimum": "min",
    "max": "max", "min": "min", "argmax": "argmax", "argmin": "argmin", "arg max": "argmax", "average": "average",
    "avg": "average",
    "mean": "average", "Mean": "average", "floor": "floor", "ceil": "ceil", "pad": "pad", "diag": "diag", "vec": "vec",
    "softplus": "softplus", "sum": "sum", "sign": "sign", "sgn": "sign", "tr": "trace", "Tr": "trace", "Softmax": "softmax",
    "fliplr": "flip?", "flipud": "flip?", "ROT180": "rot", "Rot180": "rot", "Rot": "rot", "tan": "tan", "Flip": "rot",
    "flip180": "rot",
    "Sigmoid": "sigmoid", "abs": "abs", "det": "det", "mod": "mod",
    "sinh": "sinh", "cosh": "cosh", "sech": "sech", "csch": "csch", "coth": "coth", "sec": "sec", "csc": "csc", "cot": "cot",
    "erf": "erf",
}  # fmt: skip
# words that join formulas: no names
CONNECTIVES = frozenset({"and", "or", "if", "otherwise", "else", "where", "for", "with", "when", "such that", "s.t.", "for all",
"in", "i.e.",
                  "so", "hence", "therefore", "thus", "since", "because", "by", "of", "the", "is", "as", "to", "we",
                  "let"})  # fmt: skip
