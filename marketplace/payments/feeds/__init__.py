"""The services that watch a bank account and tell of each movement: one file each, and what they have in common."""
