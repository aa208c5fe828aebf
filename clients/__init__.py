"""Who comes, and what they told us."""
