"""Bodies and years beside each other: what an address asks for, and the amounts that answer it.

state.py reads the address, names.py says what a measure is called, lineage.py follows what was
renamed or merged, answers.py fills the lines; pages/compare.py shows them.
"""
