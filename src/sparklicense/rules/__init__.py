"""The rulebooks, and the readers that answer questions from them."""
