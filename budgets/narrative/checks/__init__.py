"""What is held against a claim: itself, its parts, the tables, the year before, other claims."""
