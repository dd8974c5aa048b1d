"""Signing in, and who signs in: passwords, second factors, sessions, people and their roles."""
