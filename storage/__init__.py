"""Storage is the one way in and out of the database."""
