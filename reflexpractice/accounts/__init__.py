"""People, roles and the practice. Imports no other app of ours."""
