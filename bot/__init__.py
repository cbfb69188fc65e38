"""The running program; the only place that builds things."""
