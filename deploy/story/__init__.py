"""The acceptance story: what Maillon is for, told step by step through its API, each step checked.

The same chapters run in the embedded process, on the five processes, and on docker compose.
"""
