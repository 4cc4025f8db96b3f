"""Forms over a text, made from the schema of its kind: fields, rows, and the groups that they fold into."""
