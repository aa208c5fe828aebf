"""Evidence: the event chain and the guards that keep signed rows as they are. Imports accounts only."""
