"""What must hold, written so that it can be read as the manual."""
