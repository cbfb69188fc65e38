"""Holds a drafted sentence to the brief."""
