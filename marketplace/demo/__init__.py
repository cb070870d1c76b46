"""The demo village, told once from demo/: real places with sources, invented shops and people, orders in the past."""
