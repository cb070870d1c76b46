"""What sellers and moderators do with shops, goods and stock."""
