"""Proofs as data: the builder that records steps, and the document that every renderer reads."""
