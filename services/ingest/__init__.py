"""Ingest owns the register of places as official sources state it: vintages, differences, refusals, reports.

It never holds people, and never decides what a place means to anyone: it tells what the source says, whole
and dated.
"""
