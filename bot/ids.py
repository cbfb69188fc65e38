"""New ids: short enough to read out, too many to guess or to meet twice."""

import secrets

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: nothing that looks like something else


def new_id() -> str:
    """Twelve characters, 60 random bits."""
    bits = secrets.randbits(60)
    return "".join(_LETTERS[bits >> shift & 31] for shift in range(0, 60, 5))
