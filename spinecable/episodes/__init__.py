"""Episodes of learning: patterns of activity repeated on spines that keep what each one left."""
