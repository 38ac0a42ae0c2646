"""What notifications do: follow appointments from the vault's facts, send what is due."""
