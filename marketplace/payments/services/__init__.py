"""What happens to money: asked for, told of, settled, given back."""
