"""Why here, why now, to whom?"""
