"""Plans as sheets: workbooks and CSV files that an operator fills in, read into the same tree as YAML."""
