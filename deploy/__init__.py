"""Where the services are put together: one process (embedded), many (compose), and the `maillon` command."""
