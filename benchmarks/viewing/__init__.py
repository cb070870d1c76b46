"""What a 360° visit costs a cheap phone, beside other viewers and beside the same picture whole, in one run."""
