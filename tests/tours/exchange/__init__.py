"""Tours that come from elsewhere and go elsewhere."""
