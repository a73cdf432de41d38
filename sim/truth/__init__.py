"""The ledger's parts: METRICS.md's definitions by brute force over a plain list of facts, dull on purpose."""
