"""Themes: what customers say again and again, each with an identity that holds still."""
