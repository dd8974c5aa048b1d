"""The public site: page bodies made at publication, the shell around them, lists and live views."""
