"""What Slack accepts as Block Kit, and where exactly it does not."""
