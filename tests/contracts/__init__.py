"""What was said and stored by every released version, and the tests that it is still understood."""
