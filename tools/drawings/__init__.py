"""Drawings of the village's goods, one function a picture, in the manner of Đông Hồ prints."""
