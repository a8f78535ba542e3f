"""What `orderlab run FOLDER` answers first: was it right about last month, where it chokes, what it hangs on."""
