"""What services say to each other and to the world: facts, commands, queries and replies, one module per service."""
