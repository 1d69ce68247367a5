"""What the codes of documents mean: SG12x and SG13x (not understood), SG203 (refuted), SG31x and SG32x (undecided)."""

from __future__ import annotations

EXPLANATIONS: dict[str, str] = {
    "SG121": """The formula does not follow the rules of LaTeX mathematics at this place.

Something is missing, or stands where it cannot. Nothing of the formula is guessed: the line is left out, and the lines
around it are judged.

    $\\frac{\\partial L}{} = x$      by what is differentiated is missing""",
    "SG122": """This is not read by symgrad.

The command or construct is known, or may be defined elsewhere, but has no meaning here. Macros of the document
(\\newcommand, \\def, \\DeclareMathOperator) are expanded; integrals, limits and products ∏ of symbolic length are not read.

    $\\int f \\, dx = 1$             write a finite sum
    $\\myop(x) = 1$                  add \\newcommand{\\myop}{…}""",
    "SG123": """The formula can be read in two ways.

How far a quotient, a function name or a sum reaches is not clear. Parentheses or \\frac settle it.

    $1/2x$                           \\frac{1}{2} x, or \\frac{1}{2x}
    $\\log a b$                      \\log(ab), or \\log(a) b""",
    "SG124": """A line goes on with nothing.

It begins with = but no line stands above it in this exercise. Write its left side.

    $$= \\sum_k w_k$$                y = \\sum_k w_k""",
    "SG125": """A letter before a bracket can mean several things.

f(x) may be a function, w(k) an entry of an array, n(n+1) a product. Other uses in the section decide; where they do
not, declare it.

    <!-- symgrad: g is a function -->
    <!-- symgrad: w[K] -->""",
    "SG126": """An array stands where a number is needed, or arrays do not go together.

Rows into columns, entry by entry, or a convolution: with indices and Σ it is always clear.

    $y_i = x$  with $x_j$ elsewhere  which entry of x?""",
    "SG127": """A relation stands where a quantity is needed.

    $\\sum_k (a_k = 1)$              write [a_k = 1] for the bracket""",
    "SG128": """A quotient stands in an index.

Indices are integers. Write ⌊…⌋ if that is meant.

    $x_{i/2}$                        x_{\\lfloor i/2 \\rfloor}""",
    "SG129": """The size of an array is needed, and nobody gave it.

Turning an array by 180° about its centre needs its size.

    <!-- symgrad: K[P,Q] -->""",
    "SG130": """A declaration in a comment is not understood.

    <!-- symgrad: V[H,W] zero outside, K[P,Q], * is correlation, indices from 1, f is a function, s >= 1 -->""",
    "SG131": """What is summed does not depend on the index of the sum.

Then the sum only multiplies by the number of its terms. Nearly always the indices of the entries were left out.

    $\\sum_i (o - y)^2$              \\sum_i (o_i - y_i)^2""",
    "SG132": """A part of the document is not read.

A file that is included is checked by itself; what is opened and never closed is skipped.

    \\input{chapter2}                symgrad check chapter2.tex""",
    "SG133": """Whether a letter is a number or an array is not said.

Beside *, ⋆ or ⊙ it makes all the difference. Declare it, or write one formula with indices.

    <!-- symgrad: X[H,W], w[P,Q], * is correlation -->
    <!-- symgrad: eta is a number -->""",
    "SG134": """A row of a formula has no relation, so it may belong to the line above.

Without it the line above is not judged. Begin a row that goes on with + or −, or put it on one row.

    a &= b \\\\
      &  c                           a &= b \\\\ &+ c""",
    "SG203": """The two sides are of different kinds.

A number is set equal to an array, or arrays of different shapes are set equal. Usually a sum or an index is missing.

    $\\frac{\\partial E}{\\partial b} = 2(o - y)$   \\sum_i 2(o_i - y_i)""",
    "SG311": """The beginning of the chain was not understood.

There is nothing to compare the line with. Put right what is reported above it, and it will be judged.

    $\\int x = a = b$                a and b are not judged""",
    "SG312": """A relation that is not judged, or not decided.

Equalities are judged, comparisons of things that are defined, and numbers that are rounded (≈ with digits). A comparison
inside a sentence that is false in general may be a condition: say so.

    $x \\approx y = z$               between things that are no numbers
    and $y_i > 0$                    for $y_i > 0$""",
    "SG313": """Something beside the line was not taken into account.

A condition that was not understood, or a word (unless, except, only, approximately, wrong …) restricts the line or denies it.
Without it the line may be false though it is right as it is meant. A condition in a formula is read: ≥, >, ≠, =, |.

    $y_i = 0$ away from the border   for $i \\ge 1$
    $y_i = 0 \\text{ if } i \\in S$    y_i [i = j] = 0""",
    "SG314": """Something in the line is not said anywhere.

A size, a symbol or the first index is left open, and the line is not true for every choice. It may be right for the one
that is meant: declare it.

    <!-- symgrad: x[N], indices from 1 -->""",
    "SG315": """The line is true under one reading and false under another.

The table below it has the readings. A declaration settles which one is meant.

    <!-- symgrad: * is correlation, rot about array -->""",
    "SG316": """The two sides seem to be of different kinds.

What the symbols are is not certain enough to call the line wrong. A declaration settles it.

    <!-- symgrad: b is a number, y[N] -->""",
    "SG317": """Nothing above says how the quantities of the line depend on each other.

State the forward pass with indices before its gradients.

    $y_i = \\sum_j w_{ij} x_j$""",
    "SG318": """A limit of time or memory was reached.

Nothing is claimed about the line; shorter steps are quicker to judge.

    $a = b = c$                      each step has its own time""",
    "SG319": """The line is false where some size is 0.

With no size 0 it could not be judged. Say which sizes are positive.

    <!-- symgrad: K >= 1 -->""",
    "SG320": """The line is right only where two sizes are equal.

Elsewhere its sums range over axes of different lengths. Say that the sizes are equal, or look for indices in the wrong
order.

    <!-- symgrad: W[N,N] -->""",
    "SG321": """Nothing tells whether these letters are numbers, or a matrix and a vector.

    <!-- symgrad: A[M,N], x[N] -->""",
    "SG323": """A mistake in symgrad itself stopped the judging of the line.

Nothing is claimed about it; the other lines are not concerned. Please report the line and the message.

    SYMGRAD_DEBUG=1 symgrad check notes.tex""",
    "SG324": """A derivative by something that is itself defined.

With ``z = W x``, ``∂L/∂z`` is judged with z as an input. That shows what is right; what is wrong for every z may still
be right for the values that this z takes, and is then left undecided.""",
    "SG325": """False in general, and not decided under the conditions that the text gives.

The line was judged again with the equations that the text states of its inputs, such as ``Σ y_i = 1``.""",
    "SG322": """The line is false for an arbitrary function σ; what σ is, is not said.

    $\\sigma(z) = \\frac{1}{1+e^{-z}}$""",
}
