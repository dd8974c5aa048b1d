"""Search over what is public: Chinese words of any length, codes, pinyin, initials; the same on
SQLite and PostgreSQL.

tokens.py and pinyin.py turn texts and questions into the same tokens, texts.py says what of a
document can be found, index.py writes it, engine.py asks the database, finding.py ranks and counts.
"""
