"""The official layouts (表样) of performance tables, one TOML file each; the inverse of reading.

`official` is the way in: FORMS, lay_out, relaid, blank. Readers know only `names`, so nothing is
imported here. To add a form: its name in names.py, its file under layouts/, and its subject to the
strategies in tests/performance/form_subjects.py, whose tests then hold for it.
"""
