"""The simulator: a believable live sale that speaks only the public contract, and a ledger of the truth.

Law: nothing of `controlroom` is imported here, so that the ledger is an independent oracle for its numbers.
"""
