.PHONY: check test docs gate bench e2e-llm lock node-packages

check:
	ruff format --check .
	ruff check .
	mypy
	lint-imports
	clausewise policies check
	clausewise policies lint

test:
	pytest -n auto
	clausewise eval check > /dev/null

docs:
	mkdocs build --strict

gate:
	rm -rf build/gate
	clausewise eval run --judge local --processes 2 --out build/gate
	clausewise eval gate build/gate --gate eval/gate.toml --baseline eval/baselines/creator_governance.jsonl.gz

bench:
	python -m benchmarks

e2e-llm:
	python -m benchmarks.e2e_llm $(JUDGE)

lock:  # the exact versions that CI installs; needs uv
	uv pip compile pyproject.toml --extra dev --extra docs --universal --python-version 3.11 \
		--no-header --no-annotate --no-emit-index-url --output-file constraints.txt

node-packages:  # of examples/client/typescript, for its test; needs node 20
	mkdir -p build/typescript
	cp examples/client/typescript/package.json examples/client/typescript/package-lock.json build/typescript/
	cd build/typescript && npm ci --ignore-scripts --no-audit --no-fund
