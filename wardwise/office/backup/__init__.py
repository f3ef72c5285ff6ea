"""Everything an installation keeps in one file, and back again: database, incident store, uploads and keys."""
