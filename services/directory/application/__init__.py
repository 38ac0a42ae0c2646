"""The directory's use cases, one per file, named as what is asked."""
