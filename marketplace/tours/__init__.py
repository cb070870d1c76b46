"""Sites with their claims and sources; tours of linked 360° scenes; pins that lead to stories, doors and goods."""
