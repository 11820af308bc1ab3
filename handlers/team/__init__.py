"""The team: invitations, roles, announcements."""
