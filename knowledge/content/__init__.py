"""The knowledge that ships with the product: one file a table, read by `knowledge.shipped`."""
