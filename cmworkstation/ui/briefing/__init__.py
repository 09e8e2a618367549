"""What colleagues should know: departments, what goes into their next briefing, and what they got."""
