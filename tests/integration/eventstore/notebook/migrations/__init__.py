"""The revisions of the notebook service."""
