"""The same typed calls over the broker or inside one process; the rest of the gateway cannot tell."""
