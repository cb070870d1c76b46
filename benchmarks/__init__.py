"""How fast the market is, beside a bare Flask page on the same machine in the same minute. See docs/speed.md."""
