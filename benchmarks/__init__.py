"""What is measured: ratios against a reference in the same run, as absolute times mean little on a shared machine."""
