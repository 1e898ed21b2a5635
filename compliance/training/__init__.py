"""Courses, sessions, invitations, attendance, examination and refusals."""
