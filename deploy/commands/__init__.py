"""What each `maillon` command does, one file a command."""
