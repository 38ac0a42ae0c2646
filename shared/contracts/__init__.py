"""What services say to each other and to the world: facts, commands, queries, replies, by service."""
