"""Is something happening?"""
