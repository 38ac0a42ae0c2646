"""What is true whoever asks: consents decided by the clock, the vault and its appointments. No input, no
output.
"""
