"""Today: who comes, what to leave out for each, and what waits."""

from reflexpractice.today.day import Day, day_of

__all__ = ["Day", "day_of"]
