"""Charts: Vega-Lite specifications of reports, and their rendering without a browser."""
