"""Accounts, credentials, sessions and attempts: who signs in, proven how, for how long."""
