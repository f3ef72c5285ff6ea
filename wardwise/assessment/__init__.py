"""Did it work, was it worth it?"""
