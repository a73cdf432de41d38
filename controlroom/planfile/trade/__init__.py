"""The trade's questions about a plan that reads well: is it a good one? Nothing here keeps a room from being opened."""
