"""People: signing in, roles with a scope, acting for others, the audit log."""
