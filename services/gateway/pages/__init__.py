"""Pages: HTML made on the server, by audience; everything works without JavaScript."""
