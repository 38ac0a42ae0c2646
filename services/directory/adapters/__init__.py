"""What the directory keeps to answer with: its views, its copy of the register, its search index."""
