"""Workbooks: safe to open (gate), read as grids (reader), recognised, parsed, and written again."""
