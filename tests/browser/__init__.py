"""What must hold in a real browser."""
