"""Slack's Web API as the bot calls it."""
