"""Pages that gather several rooms: home, buying, the desks."""
