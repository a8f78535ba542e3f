"""Results for other programs: tables as Parquet and CSV, the event log for process mining."""
