"""Events of an ecosystem in tables: loading, daily jobs in SQL, and a generated sample."""
