"""The words Plumbline sends to a model, and the small protocols through which a model is asked."""
