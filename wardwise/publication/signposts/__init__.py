"""What a partnership tells its visitors to do next: get involved, volunteer, work here, find help.

A partnership edits these blocks itself. They are public words, not data: nothing else is read from them.
"""
