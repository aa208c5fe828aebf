"""The diary: times that are taken, hours and absences, the calendar, visits that repeat."""
