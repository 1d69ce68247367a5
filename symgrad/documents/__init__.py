"""Documents that people write: LaTeX, Markdown, reStructuredText, notebooks; every equality in them read and judged."""
