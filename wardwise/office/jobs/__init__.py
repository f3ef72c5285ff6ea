"""Long work: handed to a worker, with progress people can see and nothing lost if the worker dies.

A feature writes the work as a function that takes a `Progress` first, and starts it with `rules.start`:

    from wardwise.office.jobs.work import Progress, work

    @work
    def load_archive(progress: Progress, *, path: str) -> dict[str, object]:
        for done, month in enumerate(months):
            progress.to(done, len(months), f"Reading {month}")
            ...
        return {"words": "24 months were loaded.", "link": "/desk/luton/data/"}

The work may be killed at any moment and run again from its start, so it must be harmless to repeat; and it must
not hold a transaction open around its calls of `progress.to`.
"""
