"""Derivations: one file per layer or topic, each a page of mathematics whose theorems are functions."""
