"""Why a metric moved: slices, composition against behaviour, own changes, and the first moment."""
