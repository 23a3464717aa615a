"""The Python that runs inside the sandbox."""
