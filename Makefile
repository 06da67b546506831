.PHONY: check test bench

check:
	ruff format --check .
	ruff check .
	mypy
	lint-imports
	clausewise policies check
	clausewise policies lint
	clausewise eval check > /dev/null

test:
	pytest

bench:
	python -m benchmarks
