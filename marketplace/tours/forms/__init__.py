"""What those who make tours type into plain forms."""
