.PHONY: check test bench e2e-llm

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

e2e-llm:
	python -m benchmarks.e2e_llm $(JUDGE)
