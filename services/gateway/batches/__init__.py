"""Opening many vaults from one file: read, previewed, confirmed, opened one by one, their cards printed."""
