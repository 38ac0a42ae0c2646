"""What a register is: its vintages, what may replace what, and how two vintages differ. Pure Python."""
