"""A local workspace in the browser that a bot talks to exactly as it talks to Slack."""
