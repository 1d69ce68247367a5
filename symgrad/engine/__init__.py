"""The engine: searches for derivations, proofs and witnesses. Nothing here is trusted; the core checks all of it."""
