"""Dialogue: topics, questions to people, and questions to our own experts."""
