"""Values in, blocks out: what Plumbline looks like in Slack. No network, no storage."""
