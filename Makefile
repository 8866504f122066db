# make demo：从零安装并审查 reports/ 中的样例；make test：从零安装并通过全部检查。
# 只需要 Python 3.11 以上和 make；一切都装在本目录的 .venv 中。

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
REPORT ?= reports

.PHONY: demo test lint types unit rules docs bench samples schemas lock clean

demo: $(VENV)/.core
	@$(BIN)/hegui audit $(REPORT) || test $$? -eq 1

test: lint types unit rules

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/.dev
	$(BIN)/mypy

unit: $(VENV)/.dev
	$(BIN)/pytest

rules: $(VENV)/.dev
	$(BIN)/hegui rules lint
	$(BIN)/hegui rules test

# 文档网站，写到 site/；连同搜索一起看：.venv/bin/python -m http.server -d site
docs: $(VENV)/.dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict

bench: $(VENV)/.dev
	$(BIN)/python -m bench

samples: $(VENV)/.dev
	$(BIN)/python -m hegui.testing.samples reports

schemas: $(VENV)/.dev
	$(BIN)/hegui rules schema ruleset $(wildcard plugins/*/hegui_*) --out engine/hegui/rules/schemas --plugin plugins/example/hegui_example

lock: $(VENV)/.dev
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --no-annotate -q -o requirements-dev.lock

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("需要 Python 3.11 以上，可用 make PYTHON=python3.12 指定")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.core: $(VENV)/bin/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

$(VENV)/.dev: $(VENV)/.core requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

clean:
	rm -rf $(VENV) dist build site
