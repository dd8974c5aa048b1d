"""All facts of a region or of a year as files: CSV, Parquet, and a data package that describes them.

`rows.py` reads the facts, `parquet.py` writes the format, `package.py` describes the files,
`making.py` makes what is due and takes away what was withdrawn.
"""
