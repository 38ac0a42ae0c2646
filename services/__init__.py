"""The five services. They never import each other: facts and typed calls are all they share."""
