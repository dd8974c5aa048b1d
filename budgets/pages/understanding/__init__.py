"""A document in plain words and pictures: what it spends, on what, what changed, over the years."""
