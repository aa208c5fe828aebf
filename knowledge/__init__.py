"""What is known about feet, and what may harm; no client ever appears here."""
