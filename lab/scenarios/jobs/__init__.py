"""What a scenario can submit. Each knows its settings by the names that a report's plan has for them."""
