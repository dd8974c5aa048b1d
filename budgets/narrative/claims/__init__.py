"""Sentences -> claims: the figures of a text, what the words around them make of them, what they are about."""
