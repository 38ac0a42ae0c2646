"""One file per official source: recognise it, parse it, normalise it. What is read here is never trusted."""
