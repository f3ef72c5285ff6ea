"""Services that know no words of the field: audit, privacy, jobs, notices."""
