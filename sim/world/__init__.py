"""The simulated show itself: pure, seeded, a stream of chance per part."""
