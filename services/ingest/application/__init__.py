"""What ingest does for its callers, one use case per file."""
