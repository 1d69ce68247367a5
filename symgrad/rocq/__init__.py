"""Proofs as Rocq (Coq) scripts: a checker that nobody here wrote accepts what the core accepted."""
