# make demo：从零安装，审查 reports/ 中的样例，做出工作簿和网页；make test：从零安装，通过日常的检查（几分钟）；
# make slow：走要安装、浏览器、办公软件、扫描件、中途强行终止、几百份报告的全过程；
# make long：发布之前，照文档一页页做、逐条规则试改、新建一个省等；make test-all：以上全部。
# 只需要 Python 3.11 以上和 make；一切都装在本目录的 .venv 中。

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
REPORT ?= reports
RESULT := 样例结果

.PHONY: demo demo-web pictures test test-all lint types unit slow long coverage fuzz attack attack-long installed rules docs bench golden readme samples schemas bundle lock clean

demo: $(VENV)/.history
	@$(BIN)/hegui audit $(REPORT) || test $$? -eq 1
	@$(BIN)/hegui audit $(REPORT) --out $(RESULT) --format 工作簿,网页 || test $$? -eq 1
	@printf '%s\n' '' '用 Excel 打开 $(RESULT)/audit.xlsx，用浏览器打开 $(RESULT)/audit.html。接下来可以试：' '' \
	  '  $(BIN)/hegui audit reports/05-某局-2024-收支不平.html' \
	  '  $(BIN)/hegui rules explain table3-column-balance' '' '审查一个县的做法，见 docs/county.md。'

# 工作台的演示：虚构的一个市，两个年度，各种角色的账号，各种情况的问题。数据库在 .venv/demo-web.db，删去即从头再来
demo-web: $(VENV)/.dev
	@$(BIN)/python -m tools.workbench $(VENV)/demo-web.db
	@$(BIN)/hegui serve --history $(VENV)/demo-web.db --key-file $(VENV)/demo-web.key --own-rules $(VENV)/demo-rules

test: lint types unit rules

test-all: bundle test slow long

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/.dev
	$(BIN)/mypy

unit: $(VENV)/.dev
	$(BIN)/pytest -n auto --dist worksteal --durations 15 -m "not slow and not long"

slow: $(VENV)/.dev
	$(BIN)/pytest -n auto --dist worksteal --durations 15 -m "slow and not long"

long: $(VENV)/.dev
	$(BIN)/pytest -n auto --dist worksteal --durations 15 -m long

# docs/workbench.md 中的图片，由浏览器测试在走工作台的全过程时留下；要有中文字体
PICTURES := docs/assets/workbench
pictures: $(VENV)/.dev
	mkdir -p $(PICTURES)
	HEGUI_PICTURES=$(PICTURES) $(BIN)/pytest tests/web/test_story.py

# 测试走到了哪些语句和分支：要慢一半，所以不在 make test 之中
coverage: $(VENV)/.dev
	$(BIN)/pytest -n auto --dist worksteal --cov

# 扰动（截断、折行、分隔、掉字等）之下的判断，随机试更多的报告：make fuzz EXAMPLES=500
EXAMPLES ?= 200
fuzz: $(VENV)/.dev
	HEGUI_FUZZ=$(EXAMPLES) $(BIN)/pytest -n auto --dist worksteal tests/acceptance/test_disturbances.py

# 受得住攻击的部分（缩小了的，make slow 也会运行）；make attack-long 照原来的大小，逐个列出用时和内存
ATTACKED := tests/attack tests/fuzz tests/fetch tests/checks/test_runaway.py tests/cli/test_consent.py tests/history/test_together.py tests/read/test_isolate.py
attack: $(VENV)/.dev
	$(BIN)/pytest -n auto --dist worksteal $(ATTACKED)

attack-long: $(VENV)/.dev
	HEGUI_ATTACK=1 $(BIN)/pytest -n auto --dist worksteal $(ATTACKED) tests/web/test_jobs.py
	$(BIN)/python -m bench.pumps
	$(BIN)/python -m bench.attack

# 另一个版本的 Python：装好的程序（不是源代码）通过规则用例、审查样例、通过与 Python 版本有关的测试
installed: $(VENV)/.dev
	$(BIN)/uv venv -q --clear --python $(OTHER) $(VENV)/other
	$(BIN)/uv build -q --wheel --out-dir $(VENV)/wheel
	$(BIN)/uv pip install -q --python $(VENV)/other --require-hashes -r requirements-dev.lock
	$(BIN)/uv pip install -q --python $(VENV)/other --no-deps --reinstall $(VENV)/wheel/hegui-*.whl
	$(VENV)/other/bin/python --version
	$(VENV)/other/bin/hegui rules test
	$(VENV)/other/bin/hegui audit reports || test $$? -eq 1
	$(VENV)/other/bin/pytest -n auto --dist worksteal $(addprefix tests/,acceptance/test_golden.py acceptance/test_seeds.py proving/test_propose.py rules/test_expression.py rules/test_strict_yaml.py)

rules: $(VENV)/.dev
	$(BIN)/hegui rules lint
	$(BIN)/hegui rules test

# 文档网站，写到 site/；连同搜索一起看：.venv/bin/python -m http.server -d site
docs: $(VENV)/.dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict

bench: $(VENV)/.dev
	$(BIN)/python -m bench

# 样例报告的审查结果（tests/golden/）和 README 中的成绩单，结论有意改变后重新写出
golden: $(VENV)/.dev
	$(BIN)/python -m tools.golden

readme: $(VENV)/.dev
	$(BIN)/python -m tools.readme

samples: $(VENV)/.dev
	$(BIN)/python -m tools.samples reports

schemas: $(VENV)/.dev
	$(BIN)/hegui rules schema ruleset $(wildcard plugins/*/hegui_*) --out engine/hegui/rules/schemas --plugin plugins/example/hegui_example

# 离线安装用的文件夹：本程序和工作台所用的全部安装包，供操作系统、Python 版本与本机相同而不联网的机器安装
BUNDLE := dist/bundle
EXTRAS := web postgresql fetch oidc ldap
bundle: $(VENV)/.dev
	rm -rf $(BUNDLE)
	$(BIN)/uv build -q --wheel --out-dir $(BUNDLE)
	$(BIN)/uv pip compile pyproject.toml $(addprefix --extra ,$(EXTRAS)) --constraint requirements-dev.lock --generate-hashes --no-header --no-annotate -q -o $(VENV)/bundle.lock
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r $(VENV)/bundle.lock -d $(BUNDLE)

lock: $(VENV)/.dev
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --no-annotate -q -o requirements-dev.lock
	$(BIN)/uv pip compile pyproject.toml --extra history --constraint requirements-dev.lock --universal --generate-hashes --no-header --no-annotate -q -o requirements-history.lock

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("需要 Python 3.11 以上，可用 make PYTHON=python3.12 指定")'
	$(PYTHON) -m venv $(VENV) >/dev/null || { $(PYTHON) -m venv --clear --without-pip $(VENV) && $(BIN)/python tools/get_pip.py; }

$(VENV)/.core: $(VENV)/bin/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

# 连同审查历史所用的
$(VENV)/.history: $(VENV)/.core requirements-history.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-history.lock
	touch $@

# 先由 pip 安装 uv，其余由它安装：pip 要两分钟，它要二十秒。它不看 pip 的设置，取不到时仍由 pip 安装
$(VENV)/.dev: $(VENV)/.core requirements-dev.lock
	awk '/^[^ ]/ {own = /^uv==/} own' requirements-dev.lock >$(VENV)/uv.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.lock
	$(BIN)/uv pip install -q --python $(BIN)/python --compile-bytecode --require-hashes -r requirements-dev.lock || \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

clean:
	rm -rf $(VENV) dist build site $(RESULT)
