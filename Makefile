.PHONY: check test bench

check:
	ruff format --check .
	ruff check .
	mypy
	lint-imports
	clausewise policies check

test:
	pytest

bench:
	python -m benchmarks
