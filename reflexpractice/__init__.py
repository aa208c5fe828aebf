"""The project package: wiring on top, accounts and audit on the ground floor."""
