"""What people say about the site itself. Nobody is asked who they are, and what is said goes after a year."""
