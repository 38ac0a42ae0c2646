"""The revisions of the subject keys' table."""
