"""What do we tell the public?"""
