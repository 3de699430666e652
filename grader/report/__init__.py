"""Pictures of what was recorded: pure functions from evidence to text. Nothing in here runs or prints anything."""
