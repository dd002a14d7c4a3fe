"""Answers to tasks, and due dates that passed in silence."""
