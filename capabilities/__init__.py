"""What Plumbline can do, in the words of the people it does it for."""
