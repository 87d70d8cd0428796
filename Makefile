# Two commands: `make run` starts Puntari, `make test` proves it. Both need Python 3.11+, pip and make, no more.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev

.PHONY: run test bench lint types chromium clean

run: $(INSTALLED)
	$(BIN)/streamlit run app.py

# Tests by files on all cores, then the browser flows alone, since each needs the machine's attention.
test: lint types chromium
	$(BIN)/python -m pytest -n auto --dist loadfile --ignore=tests/browser $(PYTEST_ARGS)
	$(BIN)/python -m pytest tests/browser $(PYTEST_ARGS)

lint: $(INSTALLED_DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(INSTALLED_DEV)
	$(BIN)/mypy .

bench: $(INSTALLED_DEV)
	@set -e; for file in benchmarks/[a-z]*.py; do echo "== $$file"; $(BIN)/python "$$file"; done

# The browser flows need a Chromium. Without one, and without the right to install it, they are skipped with that reason.
chromium:
	@if command -v chromium chromium-browser google-chrome >/dev/null 2>&1; then :; \
	elif ! command -v apt-get >/dev/null 2>&1; then echo "no chromium and no apt-get: browser flows will be skipped"; \
	elif [ "$$(id -u)" = 0 ]; then \
		(apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium) \
		|| echo "chromium could not be installed: browser flows will be skipped"; \
	elif sudo -n true 2>/dev/null; then \
		(sudo -n apt-get update -qq && sudo -n apt-get install -y -qq --no-install-recommends chromium) \
		|| echo "chromium could not be installed: browser flows will be skipped"; \
	else echo "chromium is missing and may not be installed here: browser flows will be skipped"; fi

$(INSTALLED): requirements.txt constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); $(PYTHON) -m venv --without-pip $(VENV); }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m pip --python $(BIN)/python install --quiet pip
	$(PIP) install --quiet -r requirements.txt
	@touch $@

$(INSTALLED_DEV): $(INSTALLED) requirements-dev.txt
	$(PIP) install --quiet -r requirements-dev.txt
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
