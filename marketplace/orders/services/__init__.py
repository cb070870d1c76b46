"""What buyers and sellers do with carts and orders."""
