"""Values in, blocks out: what Plumbline looks like in Slack, with no network and no storage."""
