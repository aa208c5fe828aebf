"""A sample practice to look around in: invented people, real knowledge, every part made by the program's own acts."""

from sessions.sample.practice import create_sample_practice, keep_up

__all__ = ["create_sample_practice", "keep_up"]
