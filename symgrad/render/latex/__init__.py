"""LaTeX: a proof as a standalone document, as an ``align*`` to paste, and single terms. Needs amsmath and amssymb only."""
