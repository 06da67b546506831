"""Loading rows into the tables: from CSV, Parquet, another database or arrays; checked, and resumable."""
