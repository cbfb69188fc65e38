"""The demonstration: a made-up company in a local workspace."""
