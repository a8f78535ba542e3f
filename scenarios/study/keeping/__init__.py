"""What a study leaves on disk: its store, its request, its folder."""
