"""Studies: cells are run, kept, and read; settings are searched; answers are explained. `api` is the way in."""
