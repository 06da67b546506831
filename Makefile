.PHONY: check test bench gate e2e-llm

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

gate:
	rm -rf build/gate
	clausewise eval run --judge local --processes 2 --out build/gate
	clausewise eval gate build/gate --gate eval/gate.toml --baseline eval/baselines/creator_governance.jsonl.gz

bench:
	python -m benchmarks

e2e-llm:
	python -m benchmarks.e2e_llm $(JUDGE)
