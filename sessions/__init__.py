"""Sessions: planned, worked, written up. Django's label is "treatments"."""
