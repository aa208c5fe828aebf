"""Letters that go off by themselves: each once, however often and from however many places it is looked for."""
