"""The client's questions: sent by a link, answered in steps, reviewed by a person."""
