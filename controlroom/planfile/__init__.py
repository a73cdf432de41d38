"""Plan files: what an operator writes, read into the plan that a show is opened with."""
