"""One table out of a clipboard: read from what programs put there, laid over a table of a document.

It knows no Django. `reading` makes a grid of printed texts out of HTML, tab-separated text or the
text of a PDF reader; `recognising` says which table that is; `laying` gives that table its new rows.
"""
