"""Public pages of performance: a project's, a body's, and the sections of a document's page."""
