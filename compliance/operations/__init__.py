"""A planned exercise: purpose, targets and how they were chosen, team, briefing, route."""
