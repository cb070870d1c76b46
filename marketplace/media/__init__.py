"""Files: storage, uploads decoded in a limited child, photo renditions."""
