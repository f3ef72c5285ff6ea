"""Did an operation change anything? Designed before it starts, run after, and said honestly.

A design fixes what will be counted, where, when and how it will be judged; once fixed nobody can change it, and the
smallest fall it could show stands on it before it is fixed. The verdict says what the interval rules out, what could
not have been seen, and at which level of evidence; it never says why. It judges operations, not people.
"""
