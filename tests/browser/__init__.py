"""A package, unlike its neighbours: the browser is shared by all of it and closed at its end (pytest asks for this)."""
