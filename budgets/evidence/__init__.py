"""What proves what was public: digests of every version, and the chain of the log.

`verifying.py` recomputes all of it for the operator; `identifying.py` tells anybody whether a file
or a digest is a published one.
"""
