"""The directory's tables, revision by revision, in both dialects. Never edit a released revision."""
