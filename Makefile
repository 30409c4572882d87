# The three words a newcomer needs: make setup, make demo, make test.
PYTHON ?= python3
BIN := .venv/bin
export OPENBLAS_NUM_THREADS ?= 1
unexport PYTHONDONTWRITEBYTECODE  # containers set it; then each process of the tests would compile all of Django anew

.PHONY: setup demo test check postgres browser lock messages screenshots clean

setup: .venv/run.stamp  ## make .venv with the pinned, hashed parts and the command `mentorlift`

.venv/uv.stamp: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit("Mentorlift needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 setup") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/uv.txt
	@touch $@

.venv/run.stamp: .venv/uv.stamp requirements/run.txt pyproject.toml
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps -e .
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

build/engines/stamp: .venv/dev.stamp requirements/engines.txt
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python build/engines
	$(BIN)/uv pip install --quiet --python build/engines/bin/python --require-hashes --build-constraints requirements/engines.txt -r requirements/engines.txt
	$(BIN)/python -c 'import sysconfig; print("import site; site.addsitedir(%r)" % sysconfig.get_path("purelib"))' > build/engines/shared.pth
	mv build/engines/shared.pth "$$(build/engines/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
	@touch $@

demo: setup  ## load a simulated sales organisation and serve it on 127.0.0.1:$${PORT:-8000}
	MENTORLIFT_DEMO=1 $(BIN)/mentorlift demo

test: .venv/dev.stamp  ## everything that must pass; `check` runs beside the tests
	$(BIN)/python -m tests.run

check: .venv/dev.stamp  ## lint, types, import contracts, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	MENTORLIFT_DATA=build/check $(BIN)/python -m django makemigrations --check --dry-run --settings mentorlift.config.settings

lock: .venv/uv.stamp  ## write requirements/*.txt anew from *.in
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes requirements/run.in -o requirements/run.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes requirements/dev.in -c requirements/run.txt -o requirements/dev.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes requirements/engines.in -c requirements/run.txt -o requirements/engines.txt

messages: .venv/dev.stamp  ## every text into the catalogues, then what is not translated yet
	$(BIN)/python -m tests.messages update
	$(BIN)/python -m tests.messages compile
	for language in $$(ls src/mentorlift/locale); do $(BIN)/python -m tests.messages missing $$language; done

screenshots: .venv/dev.stamp  ## docs/screenshots from the demo data
	$(BIN)/python -m tests.screenshots

clean:
	rm -rf .venv build var .pytest_cache .mypy_cache .ruff_cache
