"""Notifications: reminders planned, messages sent, receipts, opt-outs.

Owns when a reminder is due and what became of it. Never holds a name, a number, a motive or a text: it asks
the vault for the number and the language at the moment of sending.
"""
