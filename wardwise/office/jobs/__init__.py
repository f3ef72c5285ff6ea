"""Long work: handed to a worker, with progress people can see and nothing lost if the worker dies."""
