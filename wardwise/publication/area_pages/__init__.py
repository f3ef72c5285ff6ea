"""What the public is told of a ward: what is recorded, what people said, what was done, what changed, whom to ask.

The public sees a release: a snapshot that somebody who may publish has read and approved. It never sees live numbers.
"""
