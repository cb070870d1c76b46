"""What people are told: rows written with their cause, shown in the inbox and sent as mail."""
