"""Ways in: translate what Slack sent, call one verb, show the answer."""
