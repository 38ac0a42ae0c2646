"""Where HTTP meets Maillon: who is there, what they may send, how answers and refusals look."""
