"""A page with the foot map and its list, and nothing that decides."""
