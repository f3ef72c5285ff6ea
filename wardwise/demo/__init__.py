"""The fictitious partnership of Sallowby: a town made from a seed, whose truth is known, and the cast who work there.

`town.make_town(seed, as_of=...)` is pure: the same seed gives the same town, its incidents and their truth.
`build.build_demo(...)` brings it into the database and the incident store through the same doors as real data.
"""
