"""The acceptance story, on one process and on many."""
