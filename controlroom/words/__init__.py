"""Words that a room must watch: the lists, and the finder that reads texts against them."""
