"""Rule tests: a file of alert rules, series, facts and commands, and what must come of them (docs/alerts.md)."""
