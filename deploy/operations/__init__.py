"""What an operator does by hand to one service or to a whole embedded installation, from outside or inside a
container."""
