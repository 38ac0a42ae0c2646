"""Where ingest keeps the rows of its vintages."""
