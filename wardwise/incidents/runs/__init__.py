"""Every analysis that is shown or published: what it read, how it was asked, what it answered."""
