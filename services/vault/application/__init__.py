"""One use case per file: get the vault, ask it, save what it decided, with the access log in the same
change.
"""
