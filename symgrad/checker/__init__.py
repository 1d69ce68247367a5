"""Judging what somebody wrote: proved, refuted with a counterexample, undecided, not understood, or given."""
