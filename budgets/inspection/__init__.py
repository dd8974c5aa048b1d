"""Inspection of published documents by the official headings: rules as data, what they look at, scores.

    rules.toml   every rule with its legal source, points and what it looks at; rules.py loads and adjusts
    looking.py   DisclosureData -> Looked: what is there, missing, empty, coarse, unexplained
    clock.py     approval days -> deadlines
    scoring.py   rules + Looked + circumstances -> a score with a reason for every deduction

No Django: a rule is tested on a built document.
"""
