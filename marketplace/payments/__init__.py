"""Money on its way: VietQR codes, bank feeds, statements, matching, refunds and the ledger."""
